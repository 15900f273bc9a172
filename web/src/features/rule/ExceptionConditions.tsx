import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { added, EMPTY, offered } from './exception';
import { FieldTable } from './FieldTable';
import type { Picked } from './trial';
import { type Condition, MATCHES, type Match } from './yaml';

/** What is left out: all conditions together, of each one of its values. */
export function ExceptionConditions({
  conditions,
  picked,
  onChange,
}: {
  conditions: readonly Condition[];
  picked: Picked | undefined;
  onChange: (conditions: Condition[]) => void;
}) {
  const { t } = useTranslation('rule');
  const { first, rest } = offered(picked);
  const put = (at: number, change: Partial<Condition>) =>
    onChange(conditions.map((c, place) => (place === at ? { ...c, ...change } : c)));
  const act = ([field, value]: readonly [string, string]) => (
    <Button
      size="small"
      aria-label={t('exception.take', { field })}
      title={t('exception.take', { field })}
      icon={<PlusOutlined />}
      onClick={() => onChange(added(conditions, field, value))}
    />
  );
  return (
    <>
      <p className="cl-quiet">{t('exception.how')}</p>
      <ul className="ru-conditions">
        {conditions.map((condition, at) => (
          <li key={at}>
            <AutoComplete
              aria-label={t('exception.field')}
              placeholder={t('exception.field')}
              value={condition.field}
              options={[...first, ...rest].map(([value]) => ({ value }))}
              showSearch={{ filterOption: (typed, option) => option?.value.includes(typed) ?? false }}
              onChange={(field: string | undefined) => put(at, { field: field ?? '' })}
            />
            <Select<Match>
              aria-label={t('exception.match')}
              value={condition.match}
              options={MATCHES.map((value) => ({ value, label: t(`match.${value}`) }))}
              popupMatchSelectWidth={false}
              onChange={(match) => put(at, { match })}
            />
            <Select<string[]>
              mode="tags"
              open={false}
              suffixIcon={null}
              aria-label={t('exception.values')}
              placeholder={t('exception.values')}
              value={[...condition.values]}
              onChange={(values) => put(at, { values })}
            />
            <Button
              icon={<DeleteOutlined />}
              aria-label={t('exception.remove')}
              title={t('exception.remove')}
              disabled={conditions.length === 1}
              onClick={() => onChange(conditions.filter((_, place) => place !== at))}
            />
          </li>
        ))}
      </ul>
      <Button icon={<PlusOutlined />} onClick={() => onChange([...conditions, EMPTY])}>
        {t('exception.add')}
      </Button>
      {first.length > 0 && (
        <div className="ru-picked">
          <h3>{t('exception.event')}</h3>
          <FieldTable label={t('exception.event')} fields={first} act={act} />
          {rest.length > 0 && (
            <details>
              <summary>{t('trial.rest', { count: rest.length })}</summary>
              <FieldTable label={t('exception.event')} fields={rest} act={act} />
            </details>
          )}
        </div>
      )}
    </>
  );
}
