import './trial.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Form, Input } from 'antd';
import { useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { isProblem } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { MAX_NOTE, type RuleDetail, refresh, writeRule } from './api';
import { ExceptionConditions } from './ExceptionConditions';
import { conditionsOf, targetsOf } from './exception';
import { rulePath } from './model';
import { TrialCard } from './TrialCard';
import type { Picked } from './trial';
import { spoken } from './why';
import { Yaml } from './words';
import { type Condition, complete, exceptionYaml, newId, shared } from './yaml';

interface Values {
  title: string;
  note: string;
}
interface Kept extends Values {
  conditions: Condition[];
}

/** Conditions become the text of a filter, which is tried and then written. */
export function ExceptionForm({ detail, picked }: { detail: RuleDetail; picked: Picked | undefined }) {
  const { t } = useTranslation(['rule', 'errors']);
  const { rule } = detail;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<Kept>(`rule.exception.${rule.id}`);
  const targets = targetsOf(detail);
  const [chosen, setChosen] = useState(() => targets.map((r) => r.id));
  const [conditions, setConditions] = useState(() => conditionsOf(picked));
  const [id] = useState(newId);
  const [dirty, setDirty] = useState(false);
  const start = { title: t('rule:exception.default_title', { rule: rule.title }), note: '' };
  const title = Form.useWatch('title', form) ?? start.title;
  const ready = complete(conditions).length > 0 && chosen.length > 0;
  const yaml = useMemo(
    () =>
      exceptionYaml({
        id,
        title,
        rules: chosen,
        // Of several rules the log sources are not all known here: then the filter says none.
        logsource: rule.kind === 'detection' ? shared([rule]) : {},
        conditions,
        date: localDay(new Date()),
      }),
    [id, title, chosen, rule, conditions],
  );
  const back = rulePath(rule.id);
  const write = useMutation({
    mutationFn: ({ note }: Values) => writeRule(yaml, note.trim()),
    onSuccess: async () => {
      // The guard must know before the page is left, not with the next drawing.
      flushSync(() => setDirty(false));
      draft.drop();
      await refresh(client);
      void message.success(t('rule:exception.done'));
      void navigate(back);
    },
    onError: fieldErrors,
  });
  function keep(next: { conditions?: Condition[] } = {}) {
    setDirty(true);
    draft.save({ conditions, ...(form.getFieldsValue() as Values), ...next });
  }
  function change(next: Condition[]) {
    setConditions(next);
    keep({ conditions: next });
  }
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  const shown = isProblem(write.error) && write.error.fields.some((f) => f.field === 'note');
  return (
    <>
      <UnsavedGuard dirty={dirty && !write.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(kept) => {
          form.setFieldsValue(kept);
          setConditions(kept.conditions);
          setDirty(true);
        }}
      />
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={start}
        onValuesChange={() => keep()}
        onFinish={(values) => ready && write.mutate(values)}
      >
        <Form.Item name="title" label={t('rule:exception.title')} rules={[required]}>
          <Input maxLength={200} />
        </Form.Item>
        {rule.kind !== 'detection' && targets.length === 1 && (
          <p className="cl-notice">
            <span>
              {t('rule:exception.target', { rule: targets[0]?.title })} {t('rule:exception.targets_help')}
            </span>
          </p>
        )}
        {targets.length > 1 && (
          <Form.Item label={t('rule:exception.targets')} extra={t('rule:exception.targets_help')}>
            <Checkbox.Group
              className="ru-targets"
              value={chosen}
              options={targets.map((r) => ({ value: r.id, label: r.title }))}
              onChange={(ids) => {
                setChosen(ids);
                setDirty(true);
              }}
            />
          </Form.Item>
        )}
        <Card title={t('rule:exception.conditions')}>
          <ExceptionConditions conditions={conditions} picked={picked} onChange={change} />
          {!picked && <p className="cl-quiet ru-hint">{t('rule:exception.from_trial')}</p>}
        </Card>
        <details className="ru-made">
          <summary>{t('rule:exception.yaml')}</summary>
          <Yaml text={yaml} label={t('rule:exception.yaml')} />
        </details>
        <TrialCard
          ask={{ text: yaml }}
          baseline={chosen.length === 1 && chosen[0] ? { rule_id: chosen[0] } : undefined}
          idle={ready ? undefined : t('rule:exception.idle')}
        />
        <Form.Item
          name="note"
          label={t('rule:form.note')}
          extra={t('rule:exception.note_help')}
          rules={[required]}
        >
          <FreeText minRows={2} maxLength={MAX_NOTE} />
        </Form.Item>
        {write.isError && !shown && <ProblemAlert problem={spoken(t, write.error)} />}
        <FormEnd
          submit={t('rule:exception.do')}
          working={write.isPending}
          disabled={!ready}
          draft={draft}
          onCancel={() => void navigate(back)}
        />
      </Form>
    </>
  );
}
