"""What whoever runs the server finds in the database: sealed bytes."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns, how many rows it has, and the first bytes of one of them."""

    name: str
    rows: int
    column: str
    bytes_found: str


def sealed_rows() -> list[SealedTable]:
    """Every table of the main database that has a column named `sealed`, read as an operator would."""
    found = []
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names(cursor)):
            columns = [c.name for c in connection.introspection.get_table_description(cursor, name)]
            for column in [c for c in columns if c.startswith("sealed")]:
                table, field = connection.ops.quote_name(name), connection.ops.quote_name(column)
                # Names come from the database's own catalogue, quoted; nothing a visitor sends gets here.
                cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {field} IS NOT NULL")  # noqa: S608
                rows = cursor.fetchone()[0]
                if rows:
                    cursor.execute(f"SELECT {field} FROM {table} WHERE {field} IS NOT NULL LIMIT 1")  # noqa: S608
                    value = bytes(cursor.fetchone()[0])
                    found.append(SealedTable(name, rows, column, value[:24].hex(" ")))
    return found
