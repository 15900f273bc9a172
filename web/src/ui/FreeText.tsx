import { Input } from 'antd';
import { useId } from 'react';
import { SecretWarning } from './texts';

/** A field for free text, with the warning that it must not hold state secrets. Works as a child of `Form.Item`. */
export interface FreeTextProps {
  id?: string;
  value?: string;
  onChange?: (value: string) => void;
  onBlur?: () => void;
  placeholder?: string;
  /** One line instead of a growing box. */
  single?: boolean;
  minRows?: number;
  maxRows?: number;
  maxLength?: number;
  disabled?: boolean;
  autoFocus?: boolean;
  'aria-label'?: string;
}

/** Share of the room from which on it is told how much is left. */
const NEARLY = 0.8;

export function FreeText({
  id,
  value,
  onChange,
  single,
  minRows = 3,
  maxRows = 12,
  maxLength,
  ...rest
}: FreeTextProps) {
  const warning = useId();
  const common = {
    ...rest,
    ...(id === undefined ? {} : { id }),
    value: value ?? '',
    onChange: (e: { target: { value: string } }) => onChange?.(e.target.value),
    'aria-describedby': warning,
    ...(maxLength === undefined ? {} : { maxLength }),
  };
  return (
    <div>
      {single ? <Input {...common} /> : <Input.TextArea {...common} autoSize={{ minRows, maxRows }} />}
      <div className="cl-under">
        <SecretWarning id={warning} short={single ?? false} />
        {maxLength !== undefined && (value ?? '').length > maxLength * NEARLY && (
          <span className="cl-quiet cl-figures">
            {(value ?? '').length}/{maxLength}
          </span>
        )}
      </div>
    </div>
  );
}
