import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ActProblem } from '~/ui/ActProblem';
import { EmptyState } from '~/ui/views';
import { choicesQuery, type Detail, type Task } from './api';
import { act } from './calls';
import { isOpen, may, mayWork, mayWrite, playbookOf, tasksByPhase } from './model';
import { LessonDialog, NewTaskDialog, TaskDialog } from './TaskDialogs';
import { useAct } from './useAct';
import { Countdown } from './words';

/** What is to be done, by the parts of the handling. */
export default function TasksTab({ detail }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { incident, tasks } = detail;
  const [adding, setAdding] = useState(false);
  const writes = mayWork(incident);
  const phases = tasksByPhase(tasks);
  const add = writes && <Button onClick={() => setAdding(true)}>{t('task.add')}</Button>;
  return (
    <section aria-label={t('tab.tasks')}>
      {writes && (
        <div className="in-bar">
          {add}
          <PlaybookPick detail={detail} />
        </div>
      )}
      {tasks.length === 0 && <EmptyState title={t('task.empty')} text={t('task.empty_text')} />}
      {phases.map(({ phase, tasks: of, done }) => (
        <section key={phase} className="in-phase">
          <h3>
            {t(`phase.${phase}`, { defaultValue: phase })}{' '}
            <span className="cl-quiet cl-figures">{t('task.done_of', { done, all: of.length })}</span>
          </h3>
          <ul className="in-tasks">
            {of.map((task) => (
              <Row key={task.id} detail={detail} task={task} />
            ))}
          </ul>
        </section>
      ))}
      {adding && <NewTaskDialog detail={detail} onClose={() => setAdding(false)} />}
    </section>
  );
}

/** Adds the tasks of a playbook; the one of the group is offered. */
function PlaybookPick({ detail: { incident } }: { detail: Detail }) {
  const { t } = useTranslation('incident');
  const { data: choices } = useQuery(choicesQuery);
  const playbooks = choices?.playbooks ?? [];
  const [chosen, setChosen] = useState<string>();
  const fit = chosen ?? playbookOf(playbooks, incident.group_code)?.id;
  const take = useAct((id: string) => act(incident, 'playbook', { id }), t('playbook.added'));
  if (playbooks.length === 0) return null;
  return (
    <>
      <Select
        className="in-playbook"
        aria-label={t('playbook.choose')}
        value={fit ?? null}
        options={playbooks.map(({ id, title }) => ({ value: id, label: title }))}
        popupMatchSelectWidth={false}
        onChange={setChosen}
      />
      <Button
        loading={take.isPending}
        disabled={!fit || fit === incident.playbook}
        onClick={() => fit && take.mutate(fit)}
      >
        {t(fit === incident.playbook && fit ? 'playbook.used' : 'playbook.add')}
      </Button>
      {take.isError && <ActProblem error={take.error} />}
    </>
  );
}

function Row({ detail, task }: { detail: Detail; task: Task }) {
  const { t } = useTranslation('incident');
  const { incident } = detail;
  const [asked, setAsked] = useState<'done' | 'skipped' | 'edit' | 'lesson'>();
  const close = () => setAsked(undefined);
  const works = mayWrite(incident);
  const open = task.state === 'open';
  // A lesson outlives the case: it becomes a task of a plan.
  const lesson =
    task.phase === 'review' && !task.plan_duty && may(incident, 'handle') && isOpen(incident.state);
  return (
    <li data-state={task.state}>
      <span className="in-task-mark" aria-hidden="true" />
      <div className="in-task-body">
        <strong>{task.title}</strong>
        <span className="cl-hidden"> ({t(`task.state.${task.state}`)})</span>
        {task.text && <p className="in-task-text">{task.text}</p>}
        <p className="in-under">
          {t(`side.${task.side}`, { defaultValue: task.side })}
          {` · ${task.assignee_name || t('task.nobody')}`}
          {!open && task.done_by && ` · ${t(`task.by_${task.state}`, { name: task.done_by })}`}
          {open && task.due_at && (
            <>
              {' · '}
              <Countdown due={task.due_at} />
            </>
          )}
          {task.plan_duty && (
            <>
              {' · '}
              <Link to={`/nhiem-vu/${task.plan_duty}`}>{t('task.plan_duty')}</Link>
            </>
          )}
        </p>
        {task.result && <p className="in-result">{task.result}</p>}
      </div>
      <div className="cl-row-actions">
        {works && open && (
          <>
            <Button size="small" onClick={() => setAsked('done')}>
              {t('task.do')}
            </Button>
            <Button size="small" type="text" onClick={() => setAsked('skipped')}>
              {t('task.skip')}
            </Button>
          </>
        )}
        {works && (
          <Button size="small" type="text" onClick={() => setAsked('edit')}>
            {t(open ? 'task.assign' : 'task.edit')}
          </Button>
        )}
        {lesson && (
          <Button size="small" type="text" onClick={() => setAsked('lesson')}>
            {t('task.to_plan')}
          </Button>
        )}
      </div>
      {asked === 'lesson' && <LessonDialog detail={detail} task={task} onClose={close} />}
      {asked && asked !== 'lesson' && <TaskDialog detail={detail} task={task} to={asked} onClose={close} />}
    </li>
  );
}
