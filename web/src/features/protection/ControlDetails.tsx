import { Checkbox, Form, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DayField } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { DateText, Nothing } from '~/ui/texts';
import { withdrawAnswer } from './api';
import type { ControlRowProps } from './ControlRow';
import type { Said } from './controls';
import { MAX_LINE, MAX_NOTE } from './model';
import { RemoveButton } from './RemoveButton';

/** Everything that is said of one requirement, to change or to read. */
export function ControlDetails(props: ControlRowProps & { said: Said }) {
  const { control, editable } = props;
  const { t } = useTranslation('protection');
  const { answer } = control;
  return (
    <div className="pr-details">
      {editable ? <Fields {...props} /> : <Facts {...props} />}
      {answer && !answer.by_product && (
        <p className="cl-quiet">
          {answer.inherited && `${t('controls.inherited_why')} `}
          {t('controls.answered_by', { name: answer.answered_by })} <DateText value={answer.answered_at} />
        </p>
      )}
      {editable && answer && !answer.inherited && !answer.by_product && <Withdraw {...props} />}
    </div>
  );
}

function Fields({ control: { item }, said, onChange }: ControlRowProps & { said: Said }) {
  const { t } = useTranslation('protection');
  const id = useId();
  const set = (part: Partial<Said>) => onChange(item, part);
  return (
    <Form component="div" layout="vertical">
      <Form.Item
        label={t(said.answer === 'not_applicable' ? 'controls.field.reason' : 'controls.field.note')}
        htmlFor={`${id}n`}
      >
        <FreeText
          id={`${id}n`}
          value={said.note}
          onChange={(note) => set({ note })}
          minRows={2}
          maxLength={MAX_NOTE}
        />
      </Form.Item>
      <div className="cl-two">
        <Form.Item
          label={t('controls.field.holds_until')}
          extra={t('controls.field.holds_until_help')}
          htmlFor={`${id}h`}
        >
          <DayField id={`${id}h`} value={said.holds_until} onChange={(holds_until) => set({ holds_until })} />
        </Form.Item>
        <Form.Item label={t('controls.field.owner')} htmlFor={`${id}o`}>
          <Input
            id={`${id}o`}
            value={said.owner}
            maxLength={MAX_LINE}
            onChange={(e) => set({ owner: e.target.value })}
          />
        </Form.Item>
        <Form.Item label={t('controls.field.due_on')} htmlFor={`${id}d`}>
          <DayField id={`${id}d`} value={said.due_on} onChange={(due_on) => set({ due_on })} />
        </Form.Item>
      </div>
      <Form.Item extra={t('controls.common_help')}>
        <Checkbox checked={said.common} onChange={(e) => set({ common: e.target.checked })}>
          {t('controls.common')}
        </Checkbox>
      </Form.Item>
    </Form>
  );
}

function Facts({ said }: { said: Said }) {
  const { t } = useTranslation('protection');
  return (
    <dl className="cl-facts">
      <dt>{t(said.answer === 'not_applicable' ? 'controls.field.reason' : 'controls.field.note')}</dt>
      <dd className="cl-timeline-body">{said.note || <Nothing />}</dd>
      <dt>{t('controls.field.holds_until')}</dt>
      <dd>{said.holds_until ? formatDate(said.holds_until) : <Nothing />}</dd>
      <dt>{t('controls.field.owner')}</dt>
      <dd>{said.owner || <Nothing />}</dd>
      <dt>{t('controls.field.due_on')}</dt>
      <dd>{said.due_on ? formatDate(said.due_on) : <Nothing />}</dd>
    </dl>
  );
}

/** Takes the own answer back: what is inherited counts again. */
function Withdraw({ system, regime, control, onForget }: ControlRowProps) {
  const { t } = useTranslation('protection');
  return (
    <RemoveButton
      verb={t('controls.withdraw.do')}
      title={t('controls.withdraw.title')}
      what={[control.clause, control.name ?? control.words].filter(Boolean).join(' ')}
      text={t('controls.withdraw.text')}
      said={t('controls.withdraw.done')}
      run={() => withdrawAnswer(system, regime, control.item)}
      onDone={() => onForget(control.item)}
    />
  );
}
