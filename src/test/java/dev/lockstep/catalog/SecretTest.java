package dev.lockstep.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PASSWORD",
                "userpassword",
                "sslKeystorePassword",
                "passwd",
                "pwd",
                "passphrase",
                "secret",
                "clientSecret",
                "client_secret",
                "fs.s3a.secret.key",
                "spark.hadoop.fs.s3a.access.key",
                "fs.azure.account.key.mine.blob.core.windows.net",
                "fs.s3a.session.token",
                "sasToken",
                "accessToken",
                "TOKEN",
                "key",
                "apiKey",
                "APIKey",
                "api-key",
                "accesskey",
                "privateKey",
                "pem_private_key",
                "awsCredentials",
                "credential",
                "pass",
                "db.pass",
                "db_pass",
                "userPass",
                "keypass",
                "auth",
                "httpAuth",
                "proxy.auth",
                "Authorization",
                "fs.rest.authorization",
                "basic.auth.user.info"
            })
    void theseNamesAreOfSecrets(String name) {
        assertTrue(Secret.isNamed(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sep",
                "user",
                "dbtable",
                "partitionColumn",
                "keyColumn",
                "key_column",
                "primaryKey",
                "foreignKey",
                "partitionKeys",
                "sortKey",
                "keyField",
                "tokenizer",
                "keyspace",
                "keyboard",
                "compass",
                "bypass",
                "bypassCache",
                "passes",
                "passive",
                "author",
                "co_author",
                "authentic",
                "authMechanism",
                "auth.type",
                "url"
            })
    void theseAreNot(String name) {
        assertFalse(Secret.isNamed(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://h/db?user=me&password=hunter2&ssl=true | jdbc:postgresql://h/db?user=me&password=***&ssl=true",
                "jdbc:sqlserver://h:1433;user=me;password=hunter2;encrypt=true | jdbc:sqlserver://h:1433;user=me;password=***;encrypt=true",
                "jdbc:mysql://me:hunter2@h:3306/db | jdbc:mysql://me:***@h:3306/db",
                "jdbc:mysql://me:hun/ter?2@h:3306/db | jdbc:mysql://me:***@h:3306/db",
                "jdbc:oracle:thin:scott/tiger@//h:1521/x | jdbc:oracle:thin:scott/***@//h:1521/x",
                "sftp://me:hunter2@h/rows.csv | sftp://me:***@h/rows.csv",
                "https://h/rows.csv?sig_token=abc | https://h/rows.csv?sig_token=***",
                "hdfs://h:8020/user@home/rows.csv | hdfs://h:8020/user@home/rows.csv",
                "abfss://container@account.dfs.core.windows.net/x | abfss://container@account.dfs.core.windows.net/x",
                "/data/key=7/part-0.csv | /data/key=7/part-0.csv",
                "a;b | a;b"
            })
    void addressesAreShownWithoutTheirSecrets(String address, String shown) {
        assertEquals(shown, Secret.shown(address));
        assertEquals(address.equals(shown), Secret.in(address).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cannot connect with password=hunter2, user=me | cannot connect with password=***, user=me",
                "--set data.train.options.password=hunter2 is wrong | --set data.train.options.password=*** is wrong",
                "fs.s3a.secret.key=abc/d+e== | fs.s3a.secret.key=***",
                "must be key=value, such as a=1 | must be key=value, such as a=1",
                "row 2 of /data/token=7/part.csv | row 2 of /data/token=7/part.csv"
            })
    void textIsShownWithoutTheSecretsThatItSays(String text, String shown) {
        assertEquals(shown, Secret.shownInText(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "url"})
    void theSecretsOfAnOptionAreKnown(String name) {
        String value = name.equals("url") ? "jdbc:x://me:one@h/db?password=two" : "three";
        assertEquals(name.equals("url") ? List.of("one", "two") : List.of("three"), Secret.in(name, value));
    }
}
