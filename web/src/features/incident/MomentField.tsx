import { Button, DatePicker, Form, type FormItemProps } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { momentAt, wallOf } from './model';

export interface MomentFieldProps {
  id?: string;
  /** RFC 3339. */
  value?: string | null;
  onChange?: (moment: string | null) => void;
  'aria-label'?: string;
}

const FORMATS = ['DD/MM/YYYY HH:mm', 'D/M/YYYY H:mm'];

/**
 * A moment to the minute, as a wall clock in Viet Nam shows it. The field of the browser is not taken on a phone
 * either: it writes the day in the order of its own language, and 03/04 would be read as another day.
 */
export function MomentField({ id, value, onChange, ...rest }: MomentFieldProps) {
  const { t } = useTranslation('incident');
  const wall = value ? wallOf(value) : '';
  return (
    <DatePicker
      {...rest}
      {...(id ? { id } : {})}
      className="in-moment"
      classNames={{ popup: { root: 'in-moment-popup' } }}
      placeholder={t('moment.written')}
      showTime={{ format: 'HH:mm' }}
      format={FORMATS}
      needConfirm={false}
      // The library would take the clock of the machine, which may stand in another zone.
      showNow={false}
      renderExtraFooter={() => (
        <Button
          type="link"
          size="small"
          // It stays open: whether it is, is the library's to know, which would drop what is typed where we said so.
          onClick={() => onChange?.(momentAt(wallOf(new Date())) ?? null)}
        >
          {t('moment.now')}
        </Button>
      )}
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
