import { Form } from 'antd';
import { useEffect } from 'react';

/**
 * Gives the focus to the field of a dialog that one writes in first. A dialog is put into the page only after its fields
 * were drawn, so `autoFocus` of a field does nothing and the focus stays at the button that closes.
 */
export function FirstField({ name }: { name: string }) {
  const form = Form.useFormInstance();
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => form.focusField(name));
    });
    return () => cancelAnimationFrame(frame);
  }, [form, name]);
  return null;
}
