import { DatePicker, Form, type FormItemProps, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { usePhone } from '~/ui/usePhone';
import { momentAt, wallOf } from './model';

export interface MomentFieldProps {
  id?: string;
  /** RFC 3339. */
  value?: string | null;
  onChange?: (moment: string | null) => void;
  'aria-label'?: string;
}

/** A moment to the minute, as a wall clock in Viet Nam shows it; a phone has its own picker. */
export function MomentField({ id, value, onChange, ...rest }: MomentFieldProps) {
  const phone = usePhone();
  const wall = value ? wallOf(value) : '';
  if (phone)
    return (
      <Input
        {...rest}
        {...(id ? { id } : {})}
        type="datetime-local"
        value={wall}
        onChange={(e) => onChange?.(momentAt(e.target.value) ?? null)}
      />
    );
  return (
    <DatePicker
      {...rest}
      {...(id ? { id } : {})}
      className="in-moment"
      showTime={{ format: 'HH:mm' }}
      format="DD/MM/YYYY HH:mm"
      needConfirm={false}
      value={wall ? dayjs(wall) : null}
      onChange={(at: Dayjs | null) =>
        onChange?.(at ? (momentAt(at.format('YYYY-MM-DDTHH:mm')) ?? null) : null)
      }
    />
  );
}

/** A moment in a form; one that may not be said is refused with the reason. */
export function MomentItem({
  required,
  notAfterNow,
  ...item
}: Omit<FormItemProps, 'children' | 'rules' | 'required'> & { required?: boolean; notAfterNow?: boolean }) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <Form.Item
      {...item}
      rules={[
        ...(required ? [{ required: true, message: t('errors:field.required.what') }] : []),
        {
          validator: async (_, at?: string | null) => {
            // A minute of grace: clocks of two machines differ.
            if (notAfterNow && at && Date.parse(at) > Date.now() + 60_000)
              throw new Error(t('incident:moment.future'));
          },
        },
      ]}
    >
      <MomentField />
    </Form.Item>
  );
}
