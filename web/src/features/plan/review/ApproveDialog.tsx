import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Checkbox, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { VersionDetail } from '../api';
import { movedNotice } from '../moved';
import type { View } from './model';

/** What still blocks approval, then approval, and activation at once where wished. */
export function ApproveDialog({
  detail,
  onShow,
  onClose,
}: {
  detail: VersionDetail;
  onShow: (view: View) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['plan', 'common']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useSession();
  const running = detail.plan_state === 'active';
  const { modal } = App.useApp();
  const [accept, setAccept] = useState(false);
  const [nobody, setNobody] = useState(false);
  const [activate, setActivate] = useState(!running && can(session, 'plan.activate'));
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { counts, unresolved, unassigned } = detail;
  const blocked =
    unresolved.length > 0 ||
    counts.items === 0 ||
    (counts.to_look_at > 0 && !accept) ||
    (unassigned.length > 0 && !nobody);

  async function send() {
    setWorking(true);
    setProblem(undefined);
    try {
      let plan = await data(
        api.POST('/api/v1/plans/versions/{version}/approve', {
          params: { path: { version: detail.id }, header: { 'if-match': `"${detail.version}"` } },
          body: { accept_unseen: accept, accept_unassigned: nobody },
        }),
      );
      const moved = plan.moved ?? [];
      if (activate && !running)
        plan = await data(
          api.POST('/api/v1/plans/{id}/activate', {
            params: { path: { id: plan.id }, header: { 'if-match': `"${plan.version}"` } },
            body: { on: null },
          }),
        );
      await client.invalidateQueries({ queryKey: ['plan'] });
      void navigate(`/ke-hoach/${plan.id}`);
      movedNotice(modal, t, plan.moved?.length ? plan.moved : moved);
    } catch (error) {
      await client.invalidateQueries({ queryKey: ['plan'] });
      setProblem(error);
      setWorking(false);
    }
  }

  return (
    <Modal open title={t('approve.title')} width={600} footer={null} onCancel={onClose} destroyOnHidden>
      <p>
        {t('approve.summary', {
          count: counts.items,
          tasks: counts.tasks,
          targets: counts.targets,
          assignments: counts.assignments,
          obligations: counts.obligations,
        })}
      </p>
      {unresolved.length > 0 && (
        <>
          <p>
            <strong>{t('approve.unresolved', { count: unresolved.length })}</strong>
          </p>
          <ul className="pl-names">
            {unresolved.map((name) => (
              <li key={name.printed}>
                {name.printed}{' '}
                <span className="cl-quiet">{t('approve.in_items', { count: name.items })}</span>
              </li>
            ))}
          </ul>
          <Button onClick={() => onShow('unresolved')}>{t('approve.show_unresolved')}</Button>
        </>
      )}
      {counts.to_look_at > 0 && (
        <p>
          <Checkbox checked={accept} onChange={(e) => setAccept(e.target.checked)}>
            {t('approve.accept_unseen', { count: counts.to_look_at })}
          </Checkbox>
        </p>
      )}
      {unassigned.length > 0 && (
        <p>
          {t('approve.unassigned', { count: unassigned.length, paths: unassigned.join(', ') })}
          <br />
          <Checkbox checked={nobody} onChange={(e) => setNobody(e.target.checked)}>
            {t('approve.accept_unassigned')}
          </Checkbox>
        </p>
      )}
      {counts.past > 0 && (
        <p>
          {t('approve.past', { count: counts.past })}{' '}
          <Button size="small" onClick={() => onShow('past')}>
            {t('approve.show_unresolved')}
          </Button>
        </p>
      )}
      {!running && can(session, 'plan.activate') && (
        <p>
          <Checkbox checked={activate} onChange={(e) => setActivate(e.target.checked)}>
            {t('approve.activate_too')}
          </Checkbox>
        </p>
      )}
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <div className="cl-form-bar">
        <Button type="primary" disabled={blocked} loading={working} onClick={() => void send()}>
          {t(activate && !running ? 'approve.do_both' : 'approve.do')}
        </Button>
        <Button onClick={onClose}>{t('common:action.cancel')}</Button>
      </div>
    </Modal>
  );
}
