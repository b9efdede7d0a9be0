package dev.lockstep.job;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Who the driver is to Hadoop. A container may run as a number that the list of users does not have; Hadoop then refuses
 * to do anything, on local files too.
 */
final class LoginUser {

    private static final String NAME = "HADOOP_USER_NAME";

    private LoginUser() {}

    /** Lets a user without a name be called as {@code HADOOP_USER_NAME} says, else as Java has it. */
    static void require() {
        try {
            UserGroupInformation.getLoginUser();
        } catch (IOException e) {
            if (!UserGroupInformation.isSecurityEnabled()) {
                String name = Optional.ofNullable(System.getenv(NAME)).orElse(System.getProperty("user.name"));
                UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(name));
            }
        }
    }
}
