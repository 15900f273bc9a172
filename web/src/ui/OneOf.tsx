import { Segmented, Select } from 'antd';
import { usePhone } from './usePhone';

/** One of a few: side by side where there is room; on a phone, where they would wrap, a list that opens. */
export function OneOf<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  /** None, where what is shown is none of them. */
  value: V | undefined;
  options: { value: V; label: string }[];
  onChange: (value: V) => void;
}) {
  if (usePhone())
    return (
      <Select<V>
        className="cl-one-of"
        aria-label={label}
        placeholder={label}
        value={value ?? null}
        options={options}
        onChange={onChange}
        popupMatchSelectWidth={false}
      />
    );
  return (
    <Segmented<string>
      className="cl-wrap-segments"
      aria-label={label}
      value={value ?? ''}
      options={options}
      onChange={(chosen) => onChange(chosen as V)}
    />
  );
}
