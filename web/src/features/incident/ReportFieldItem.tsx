import { Button, Checkbox, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { DayField } from '~/ui/DayField';
import type { FieldValue, ReportField } from './api';
import { MomentField } from './MomentField';
import { MAX_TEXT } from './model';

/** One field of a form, as its kind wants to be filled in. */
export function ReportFieldItem({ field, empty }: { field: ReportField; empty: boolean }) {
  const { t } = useTranslation('incident');
  return (
    <Form.Item
      name={['content', field.key]}
      label={field.label}
      {...(empty ? { validateStatus: 'warning' as const } : {})}
      {...(field.certainty === 'unsure' ? { extra: t('reports.unsure') } : {})}
    >
      <Control field={field} />
    </Form.Item>
  );
}

interface ControlProps {
  id?: string;
  value?: FieldValue;
  onChange?: (value: FieldValue) => void;
  field: ReportField;
}

function Control({ field, ...rest }: ControlProps) {
  const { t } = useTranslation('incident');
  const text = typeof rest.value === 'string' ? rest.value : '';
  const id = rest.id ? { id: rest.id } : {};
  switch (field.kind) {
    case 'table':
      return <Table field={field} {...rest} />;
    case 'choice':
      return (
        <Radio.Group
          {...id}
          className="in-options"
          value={text}
          options={field.options.map((value) => ({ value, label: value }))}
          onChange={(e) => rest.onChange?.(e.target.value as string)}
        />
      );
    case 'yes_no':
      return (
        <Radio.Group
          {...id}
          value={text}
          options={['yes', 'no'].map((value) => ({ value, label: t(value) }))}
          onChange={(e) => rest.onChange?.(e.target.value as string)}
        />
      );
    case 'choices':
      return <Several field={field} {...rest} />;
    case 'time':
      return <MomentField {...id} value={text || null} onChange={(next) => rest.onChange?.(next ?? '')} />;
    case 'date':
      return <DayField {...id} value={text || null} onChange={(next) => rest.onChange?.(next ?? '')} />;
    case 'number':
      return <Input {...id} value={text} onChange={(e) => rest.onChange?.(e.target.value)} />;
    default:
      return (
        <Input.TextArea
          {...id}
          value={text}
          autoSize={{ minRows: 1, maxRows: 16 }}
          maxLength={MAX_TEXT}
          onChange={(e) => rest.onChange?.(e.target.value)}
        />
      );
  }
}

const BETWEEN = '; ';

/** Several of a list, and in words what is in none: kept as one text, as it is printed. */
function Several({ field, id, value, onChange }: ControlProps) {
  const { t } = useTranslation('incident');
  const said = (typeof value === 'string' ? value : '').split(BETWEEN).filter(Boolean);
  const ticked = said.filter((one) => field.options.includes(one));
  const rest = said.filter((one) => !field.options.includes(one)).join(BETWEEN);
  const put = (next: readonly string[], words: string) =>
    onChange?.([...field.options.filter((o) => next.includes(o)), ...(words ? [words] : [])].join(BETWEEN));
  return (
    <div {...(id ? { id } : {})}>
      <Checkbox.Group
        className="in-options"
        value={ticked}
        options={field.options.map((one) => ({ value: one, label: one }))}
        onChange={(next) => put(next as string[], rest)}
      />
      <Input
        aria-label={t('reports.other_words', { label: field.label })}
        placeholder={t('reports.other')}
        value={rest}
        onChange={(e) => put(ticked, e.target.value)}
      />
    </div>
  );
}

/** Rows of cells; the heads are the form's. */
function Table({ field, value, onChange }: ControlProps) {
  const { t } = useTranslation('incident');
  const rows = Array.isArray(value) && value.length > 0 ? value : [field.options.map(() => '')];
  const put = (at: number, column: number, text: string) =>
    onChange?.(
      rows.map((row, r) =>
        r === at ? field.options.map((_, c) => (c === column ? text : (row[c] ?? ''))) : row,
      ),
    );
  return (
    <div className="in-rows">
      {rows.map((row, at) => (
        <div key={at} className="in-cells">
          {field.options.map((head, column) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the field is inside
            <label key={head}>
              <span className="cl-quiet">{head}</span>
              <Input value={row[column] ?? ''} onChange={(e) => put(at, column, e.target.value)} />
            </label>
          ))}
          {rows.length > 1 && (
            <Button
              size="small"
              type="text"
              aria-label={t('reports.remove_row', { number: at + 1 })}
              onClick={() => onChange?.(rows.filter((_, other) => other !== at))}
            >
              {t('remove')}
            </Button>
          )}
        </div>
      ))}
      <Button size="small" onClick={() => onChange?.([...rows, field.options.map(() => '')])}>
        {t('reports.add_row')}
      </Button>
    </div>
  );
}
