import './rule.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Segmented } from 'antd';
import { useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { isProblem } from '~/api/client';
import { localDay } from '~/ui/format';
import { DraftNotice, UnsavedGuard, useDraft } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { refresh, ruleQuery, writeRule } from './api';
import { RULES_PATH, rulePath } from './model';
import { type Fields, RuleForm, useRuleErrors } from './RuleForm';
import { idOf, newId, TEMPLATES, type Template, template } from './yaml';

/** Writes a rule that did not stand there, from a template; tried before it goes live. */
export function Component() {
  const { t } = useTranslation('rule');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const place = useRuleErrors(form);
  const draft = useDraft<Fields>('rule.new');
  const made = useTemplate();
  const [kind, setKind] = useState<Template>('detection');
  const [start, setStart] = useState<Fields>(() => ({ text: made('detection'), note: '' }));
  const [dirty, setDirty] = useState(false);
  const write = useMutation({
    mutationFn: ({ text, note }: Fields) => writeRule(text, note),
    onSuccess: async (detail) => {
      // The guard must know before the page is left, not with the next drawing.
      flushSync(() => setDirty(false));
      draft.drop();
      client.setQueryData(ruleQuery(detail.rule.id).queryKey, detail);
      await refresh(client);
      void message.success(t('form.created'));
      void navigate(rulePath(detail.rule.id));
    },
    onError: place,
  });
  const taken = isProblem(write.error) && write.error.isConflict;
  function choose(next: Template) {
    setKind(next);
    const fields = { text: made(next), note: form.getFieldValue('note') ?? '' };
    setStart(fields);
    form.setFieldsValue(fields);
  }
  return (
    <Page title={t('form.new')} meta={t('form.new_meta')}>
      <UnsavedGuard dirty={dirty && !write.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(fields) => {
          form.setFieldsValue(fields);
          setDirty(true);
        }}
      />
      <RuleForm
        form={form}
        start={start}
        above={<Templates kind={kind} start={start.text} form={form} onChoose={choose} />}
        noteHelp={t('form.note_new')}
        submit={t('form.create')}
        working={write.isPending}
        error={write.error}
        draft={draft}
        refusal={taken ? <Taken id={idOf(form.getFieldValue('text'))} error={write.error} /> : undefined}
        onChange={(fields) => {
          setDirty(true);
          draft.save(fields);
        }}
        onSend={write.mutate}
        onCancel={() => void navigate(RULES_PATH)}
      />
    </Page>
  );
}

function useTemplate(): (kind: Template) => string {
  const { t } = useTranslation('rule');
  return (kind) =>
    template(
      kind,
      {
        title: t(`template.title_${kind}`),
        description: t('template.description'),
        author: t('template.author'),
        falsepositives: t('template.falsepositives'),
      },
      newId(),
      localDay(new Date()),
    );
}

/** What one begins with; once something was written it is asked for before it goes. */
function Templates({
  kind,
  start,
  form,
  onChoose,
}: {
  kind: Template;
  start: string;
  form: ReturnType<typeof Form.useForm<Fields>>[0];
  onChoose: (kind: Template) => void;
}) {
  const { t } = useTranslation(['rule', 'common']);
  const { modal } = App.useApp();
  const id = useId();
  function ask(next: Template) {
    if (form.getFieldValue('text') === start) onChoose(next);
    else
      modal.confirm({
        title: t('rule:template.ask'),
        content: t('rule:template.ask_text'),
        okText: t('rule:template.replace'),
        cancelText: t('common:action.back'),
        onOk: () => onChoose(next),
      });
  }
  return (
    <div className="ru-templates">
      <span id={id}>{t('rule:template.label')}</span>
      <Segmented
        aria-labelledby={id}
        value={kind}
        options={TEMPLATES.map((value) => ({ value, label: t(`rule:kind.${value}`) }))}
        onChange={(value) => ask(value as Template)}
      />
    </div>
  );
}

/** The id of the text belongs to a rule that people brought in: that one is to be changed, or another id taken. */
function Taken({ id, error }: { id: string | undefined; error: unknown }) {
  const { t } = useTranslation('rule');
  if (!id) return <ProblemAlert problem={error} />;
  return (
    <div className="cl-problem" role="alert">
      <p className="cl-problem-what">{t('form.taken')}</p>
      <p>
        {t('form.taken_todo')} <Link to={rulePath(id)}>{t('form.taken_open')}</Link>
      </p>
    </div>
  );
}
