import { DatePicker, Form, type FormItemProps } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, localDay } from './format';

const DAY = 'DD/MM/YYYY';

interface Limits {
  notAfterToday?: boolean | undefined;
  /** yyyy-MM-dd; the day itself may be chosen. */
  notBefore?: string | undefined;
}

export interface DayFieldProps extends Limits {
  id?: string;
  value?: string | null;
  onChange?: (day: string | null) => void;
  /** A whole year may be said too: `2026`. */
  years?: boolean | undefined;
}

/** `2026-04-30` of what was typed, or `2026` where a year is enough; undefined while it is no day. */
export function dayTyped(text: string, years = false): string | undefined {
  const typed = text.trim();
  if (years && /^[12]\d{3}$/.test(typed)) return typed;
  const day = dayjs(typed, [DAY, 'D/M/YYYY'], true);
  return day.isValid() ? day.format('YYYY-MM-DD') : undefined;
}

/** Which limit a day breaks. */
export function dayRefused(
  day: string,
  { notAfterToday, notBefore }: Limits,
  today = localDay(new Date()),
): 'future' | 'past' | 'not_future' | 'early' | undefined {
  if (notAfterToday && day > today) return 'future';
  if (notBefore === undefined || day >= notBefore) return undefined;
  if (notBefore === today) return 'past';
  return dayjs(notBefore).subtract(1, 'day').format('YYYY-MM-DD') === today ? 'not_future' : 'early';
}

/**
 * A day as `yyyy-MM-dd`. The picker alone would empty the field when a day is typed that may not be chosen; here it
 * stays, for `DayItem` to say why it is refused.
 */
export function DayField({ id, value, onChange, years, ...limits }: DayFieldProps) {
  const typed = useRef<string>(undefined);
  const take = () => {
    const day = typed.current === undefined ? undefined : dayTyped(typed.current, years);
    typed.current = undefined;
    if (day !== undefined && day !== value) onChange?.(day);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to the field inside
    <div
      onChange={(event) => {
        typed.current = (event.target as HTMLInputElement).value;
      }}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    >
      <DatePicker
        {...(id ? { id } : {})}
        format={value?.length === 4 ? ['YYYY', DAY] : years ? [DAY, 'YYYY'] : DAY}
        value={value ? dayjs(value) : null}
        disabledDate={(day: Dayjs) => dayRefused(day.format('YYYY-MM-DD'), limits) !== undefined}
        onChange={(day: Dayjs | null) => {
          const said = typed.current === undefined ? undefined : dayTyped(typed.current, years);
          typed.current = undefined;
          // A year that was typed comes as its first day.
          if (day && said && day.isSame(dayjs(said), 'day')) onChange?.(said);
          else onChange?.(day ? day.format('YYYY-MM-DD') : null);
        }}
        // Enter takes the day that was typed; it does not send a form that goes on below.
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
    </div>
  );
}

/** A `DayField` in a form: a day that may not be chosen is refused with the reason. */
export function DayItem({
  required,
  notAfterToday,
  notBefore,
  years,
  ...item
}: Limits &
  Omit<FormItemProps, 'children' | 'rules' | 'required'> & { required?: boolean; years?: boolean }) {
  const { t } = useTranslation(['ui', 'errors']);
  const limits = { notAfterToday, notBefore };
  return (
    <Form.Item
      {...item}
      rules={[
        ...(required ? [{ required: true, message: t('errors:field.required.what') }] : []),
        {
          validator: async (_, day?: string | null) => {
            const why = day ? dayRefused(day, limits) : undefined;
            if (why)
              throw new Error(
                t(`ui:day.${why}`, {
                  date: notBefore && formatDate(dayjs(notBefore).subtract(1, 'day').format('YYYY-MM-DD')),
                }),
              );
          },
        },
      ]}
    >
      <DayField {...limits} years={years} />
    </Form.Item>
  );
}
