import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from './format';
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
  /** Longer text stays in the field and is counted, for a rule of the form to refuse; without it the field takes no more. */
  whole?: boolean;
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
  whole,
  ...rest
}: FreeTextProps) {
  const { t } = useTranslation('ui');
  const warning = useId();
  const length = (value ?? '').length;
  const common = {
    ...rest,
    ...(id === undefined ? {} : { id }),
    value: value ?? '',
    onChange: (e: { target: { value: string } }) => onChange?.(e.target.value),
    'aria-describedby': warning,
    ...(maxLength === undefined || whole ? {} : { maxLength }),
  };
  return (
    <div>
      {single ? <Input {...common} /> : <Input.TextArea {...common} autoSize={{ minRows, maxRows }} />}
      <div className="cl-under">
        <SecretWarning id={warning} short={single ?? false} />
        {maxLength !== undefined && (whole || length > maxLength * NEARLY) && (
          <span className={length > maxLength ? 'cl-over cl-figures' : 'cl-quiet cl-figures'}>
            {formatNumber(length)}/{formatNumber(maxLength)}
            {length === maxLength && !whole && <span role="status"> {t('text.full')}</span>}
          </span>
        )}
      </div>
    </div>
  );
}
