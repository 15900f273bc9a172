import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Form, Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePick } from '~/features/duty/FilePick';
import { DayField } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing } from '~/ui/texts';
import { proveAnswer, refresh, withdrawAnswer } from './api';
import type { ControlRowProps } from './ControlRow';
import { draftsOf, faultOf, type Said } from './controls';
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
      {editable && <Proof {...props} />}
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

/** Answers the item at once, with the file that shows it. */
function Proof({
  system,
  regime,
  level,
  control,
  said,
  clashing,
  file,
  onFile,
  onForget,
}: ControlRowProps & { said: Said }) {
  const { t } = useTranslation('protection');
  const { message } = App.useApp();
  const client = useQueryClient();
  const [first] = draftsOf({ [control.item]: { ...said, base: null } });
  const prove = useMutation({
    mutationFn: async (file: File) => {
      if (first?.[0]) await proveAnswer(system, { regime, level }, first[0], file);
    },
    onSuccess: async () => {
      onForget(control.item);
      await refresh(client);
      void message.success(t('controls.proved'));
    },
  });
  const fault = faultOf(said, true);
  return (
    <>
      <FilePick
        single
        label={t('controls.proof')}
        files={file ? [file] : []}
        onChange={(files) => onFile(control.item, files[0])}
      />
      {file && (
        <div className="cl-row-actions">
          <Button
            loading={prove.isPending}
            disabled={fault !== undefined || clashing}
            onClick={() => prove.mutate(file)}
          >
            {t('controls.prove')}
          </Button>
          {fault && <span className="cl-quiet">{t(`controls.fault.${fault}`)}</span>}
        </div>
      )}
      {prove.isError && <ProblemAlert problem={prove.error} />}
    </>
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
