import { cloneElement, type ReactElement, useId } from 'react';

/** A label above one control, outside of a form that would send it. */
export function Labelled({ text, children }: { text: string; children: ReactElement<{ id?: string }> }) {
  const id = useId();
  return (
    <div className="cl-report-note">
      <label htmlFor={id}>{text}</label>
      {cloneElement(children, { id })}
    </div>
  );
}
