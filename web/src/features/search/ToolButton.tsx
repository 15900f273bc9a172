import { Button, type ButtonProps } from 'antd';
import type { ReactNode } from 'react';
import { usePhone } from '~/ui/usePhone';

/** A button of the row of tools; on a phone its sign alone, so that they stand in one line. */
export function ToolButton({
  icon,
  text,
  ...rest
}: Omit<ButtonProps, 'children' | 'icon'> & { icon: ReactNode; text: string }) {
  const phone = usePhone();
  return (
    <Button {...rest} icon={icon} {...(phone ? { 'aria-label': text, title: text } : {})}>
      {!phone && text}
    </Button>
  );
}
