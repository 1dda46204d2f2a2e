package dev.nexs.orm.bulk;

import dev.nexs.testing.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;

/** Asks a server something. */
public final class Rows {

    private Rows() {}

    /** {@return the columns of the first row, separated by bars} */
    public static String query(Node node, String sql) {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            StringJoiner text = new StringJoiner("|");
            row.next();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                text.add(row.getString(i));
            }
            return text.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
