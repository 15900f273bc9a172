/** The room of rows that are not drawn. */
export function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden="true" className="cl-table-gap">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
