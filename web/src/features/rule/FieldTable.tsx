import type { ReactNode } from 'react';
import type { Field } from '~/features/alert/model';

/** Fields of an event with their values, and what can be done with each. */
export function FieldTable({
  label,
  fields,
  act,
}: {
  label: string;
  fields: readonly Field[];
  act?: (field: Field) => ReactNode;
}) {
  return (
    <table className="ru-fields" aria-label={label}>
      <tbody>
        {fields.map((field) => (
          <tr key={field[0]}>
            <th scope="row">{field[0]}</th>
            <td>
              <code className="ru-code">{field[1]}</code>
            </td>
            {act && <td className="ru-act">{act(field)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
