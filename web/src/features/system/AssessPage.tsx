import './system.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { api, data } from '~/api/client';
import { DayField } from '~/ui/DayField';
import { FormEnd, UnsavedGuard } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { useSettled } from '~/ui/useSettled';
import { AssessmentView } from './AssessmentView';
import { systemQuery } from './api';
import {
  assessQuery,
  COUNTS,
  choicesQuery,
  type Facts,
  factsQuery,
  isSaid,
  ownFacts,
  questionsOf,
  say,
} from './assess';
import { QuestionField } from './QuestionField';

/** Asks only what decides, and shows what the answers come to, with articles. */
export function Component() {
  const { t } = useTranslation('system');
  const { system: id = '' } = useParams();
  const system = useQuery(systemQuery(id));
  const facts = useQuery(factsQuery(id));
  const failed = system.error ?? facts.error;
  return (
    <Page
      title={t('assess.title')}
      object={system.data?.system.name}
      meta={system.data && [system.data.system.name, system.data.system.agency_name].join(' · ')}
      wide
    >
      {failed && (
        <RecordProblem
          problem={failed}
          action="system.read"
          list={{ to: '/he-thong', label: t('menu') }}
          onRetry={() => void facts.refetch()}
        />
      )}
      {!failed && !(facts.data && system.data) && <Skeleton active />}
      {facts.data && system.data && (
        <Guided
          key={id}
          id={id}
          start={facts.data.facts as Facts}
          mayChange={system.data.system.may_change}
        />
      )}
    </Page>
  );
}

function Guided({ id, start, mayChange }: { id: string; start: Facts; mayChange: boolean }) {
  const { t } = useTranslation('system');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [facts, setFacts] = useState(start);
  const [regime, setRegime] = useState<string>();
  const [more, setMore] = useState(false);
  const [kept, setKept] = useState(false);
  const dirty = facts !== start;
  const settled = useSettled(facts, 300);
  const choices = useQuery(choicesQuery(regime));
  const found = useQuery(assessQuery(settled, regime, undefined));
  const keep = useMutation({
    mutationFn: () =>
      data(
        api.POST('/api/v1/systems/{id}/assessments', {
          params: { path: { id } },
          body: { facts: ownFacts(facts) as Record<string, never>, ...(regime ? { regime } : {}) },
        }),
      ),
    onSuccess: async () => {
      // Before one leaves, or the guard would ask whether to lose what is kept.
      setKept(true);
      await client.invalidateQueries({ queryKey: ['system'] });
      void message.success(t('assess.kept'));
      void navigate(`/he-thong/${id}?tab=level`);
    },
  });
  if (choices.isError) return <ProblemAlert problem={choices.error} onRetry={() => void choices.refetch()} />;
  if (!choices.data) return <Skeleton active />;
  const asked = questionsOf(choices.data.questions, facts, found.data?.questions ?? [], more);
  const set = (fact: string, value: unknown) => setFacts((old) => say(old, fact, value));
  const counted = COUNTS.some((fact) => isSaid(facts, fact));
  return (
    <div className="sy-assess">
      <UnsavedGuard dirty={dirty && !kept} />
      <section aria-label={t('assess.questions')}>
        <div className="sy-ask-regime">
          <span>{t('assess.regime')}</span>
          <Select
            aria-label={t('assess.regime')}
            value={choices.data.regime}
            onChange={setRegime}
            options={choices.data.regimes.map((r) => ({ value: r.code, label: `${r.code} – ${r.name}` }))}
          />
        </div>
        <div className="sy-question">
          <span>{t('assess.function')}</span>
          <Input
            aria-label={t('assess.function')}
            value={(facts.function as string | undefined) ?? ''}
            maxLength={300}
            placeholder={t('assess.function_example')}
            onChange={(e) => set('function', e.target.value || undefined)}
          />
        </div>
        {asked.map(({ question, next }) => (
          <QuestionField
            key={question.fact}
            question={question}
            next={next}
            facts={facts}
            choices={choices.data}
            onSay={(value) => set(question.fact, value)}
          />
        ))}
        {counted && (
          // biome-ignore lint/a11y/noLabelWithoutControl: the field is inside
          <label className="sy-question">
            <span>{t('assess.counted_on')}</span>
            <DayField
              value={(facts.counted_on as string | undefined) ?? null}
              notAfterToday
              onChange={(day) => set('counted_on', day ?? undefined)}
            />
          </label>
        )}
        {!more && (found.data?.questions.some((q) => q.last) ?? false) && (
          <Button type="link" onClick={() => setMore(true)}>
            {t('assess.more')}
          </Button>
        )}
      </section>
      <section aria-label={t('assess.outcome')} aria-live="polite">
        {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
        {found.isPending && <Skeleton active />}
        {found.data && (
          <Card title={t('assess.outcome')}>
            <AssessmentView found={found.data} />
          </Card>
        )}
        {keep.isError && <ProblemAlert problem={keep.error} />}
        {mayChange && (
          <form
            onSubmit={(e) => {
              e.preventDefault();
              keep.mutate();
            }}
          >
            <FormEnd
              submit={t('assess.keep')}
              working={keep.isPending}
              onCancel={() => void navigate(`/he-thong/${id}?tab=level`)}
            />
          </form>
        )}
      </section>
    </div>
  );
}
