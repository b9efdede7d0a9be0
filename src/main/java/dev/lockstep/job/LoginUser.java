package dev.lockstep.job;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * The Hadoop user of the driver. A container may run under a user id without a name; Hadoop then refuses every
 * operation, even on local files.
 */
final class LoginUser {

    private static final String NAME = "HADOOP_USER_NAME";

    private LoginUser() {}

    /** Gives a user without a name that of {@code HADOOP_USER_NAME}, or the one that Java reports. */
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
