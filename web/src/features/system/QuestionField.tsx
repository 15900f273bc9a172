import { Checkbox, InputNumber, Segmented, Select, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { decimalSign } from '~/ui/format';
import { type Choices, degreesOf, type Facts, kindOf, type Question, saidOf } from './assess';

/** One question of the assessment, asked in the way of its fact. */
export function QuestionField({
  question,
  next,
  facts,
  choices,
  onSay,
}: {
  question: Question;
  /** It decides next and is not answered yet. */
  next: boolean;
  facts: Facts;
  choices: Choices;
  onSay: (value: unknown) => void;
}) {
  const { t } = useTranslation('system');
  const label = question.text ?? question.fact;
  return (
    <fieldset className={next ? 'sy-question sy-next' : 'sy-question'}>
      <legend>
        {label}
        {next && question.up_to ? (
          <span className="cl-quiet"> {t('assess.up_to', { level: question.up_to })}</span>
        ) : null}
      </legend>
      <Answer question={question} facts={facts} choices={choices} onSay={onSay} label={label} />
    </fieldset>
  );
}

function Answer({
  question,
  facts,
  choices,
  onSay,
  label,
}: {
  question: Question;
  facts: Facts;
  choices: Choices;
  onSay: (value: unknown) => void;
  label: string;
}) {
  const { t } = useTranslation('system');
  const value = saidOf(facts, question.fact);
  switch (kindOf(question)) {
    case 'types':
    case 'information': {
      const list = question.fact === 'types' ? choices.types : choices.information;
      return (
        <Checkbox.Group
          className="sy-choices"
          value={(value as string[] | undefined) ?? []}
          onChange={(codes) => onSay(codes)}
        >
          {list.map((one) => (
            <Tooltip key={one.code} title={[one.text, one.examples.join('; ')].filter(Boolean).join(' – ')}>
              <Checkbox value={one.code}>{one.name.charAt(0).toUpperCase() + one.name.slice(1)}</Checkbox>
            </Tooltip>
          ))}
        </Checkbox.Group>
      );
    }
    case 'count':
      return (
        <InputNumber
          aria-label={label}
          min={0}
          precision={0}
          value={(value as number | undefined) ?? null}
          decimalSeparator={decimalSign()}
          formatter={(n) =>
            n === undefined ? '' : String(n).replace(/\B(?=(\d{3})+$)/g, decimalSign() === ',' ? '.' : ',')
          }
          parser={(text) => Number((text ?? '').replace(/\D/g, ''))}
          onChange={(n) => onSay(n ?? undefined)}
        />
      );
    case 'degree':
      return (
        <Segmented
          aria-label={label}
          value={(value as number | undefined) ?? 'unknown'}
          options={[
            { value: 'unknown', label: t('assess.unknown') },
            ...degreesOf(question.fact).map((n) => ({
              value: n,
              label: n === 0 ? t('assess.none') : String(n),
            })),
          ]}
          onChange={(n) => onSay(n === 'unknown' ? undefined : n)}
        />
      );
    case 'options':
      return (
        <Select
          aria-label={label}
          allowClear
          placeholder={t('assess.unknown')}
          value={(value as string | undefined) ?? null}
          options={question.options.map((o) => ({ value: o.code, label: o.label }))}
          onChange={(code: string | null) => onSay(code ?? undefined)}
        />
      );
    default:
      return (
        <Segmented
          aria-label={label}
          value={value === true ? 'yes' : value === false ? 'no' : 'unknown'}
          options={['unknown', 'yes', 'no'].map((word) => ({
            value: word,
            label: word === 'unknown' ? t('assess.unknown') : t(word),
          }))}
          onChange={(word) => onSay(word === 'unknown' ? undefined : word === 'yes')}
        />
      );
  }
}
