import { DatePicker } from 'antd';
import type { Dayjs } from 'dayjs';

interface DayBoxProps {
  id?: string;
  value?: Dayjs | null;
  onChange?: (day: Dayjs | null) => void;
  placeholder?: string;
  allowClear?: boolean;
  disabled?: boolean;
  'aria-label'?: string;
}

/** A day as people write it. Enter takes the day that was typed; it does not send a form that goes on below. */
export function DayBox({ onChange, ...props }: DayBoxProps) {
  return (
    <DatePicker
      {...props}
      format="DD/MM/YYYY"
      onChange={(day: Dayjs | null) => onChange?.(day)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.preventDefault();
      }}
    />
  );
}
