package io.hubbub.bench;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table that is also aligned for a terminal. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(List<String> head) {
        rows.add(head);
    }

    void add(List<String> row) {
        rows.add(row);
    }

    @Override
    public String toString() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                String space = " ".repeat(widths[i] - cell.length());
                text.append("| ").append(i == 0 ? cell + space : space + cell).append(' ');
            }
            text.append("|\n");
            if (row == rows.getFirst()) {
                for (int i = 0; i < columns; i++) {
                    text.append("| ")
                            .append("-".repeat(Math.max(1, widths[i] - 1)))
                            .append(i == 0 ? "- " : ": ");
                }
                text.append("|\n");
            }
        }
        return text.toString();
    }
}
