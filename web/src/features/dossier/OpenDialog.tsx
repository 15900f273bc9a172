import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Radio, Select, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { FreeText } from '~/ui/FreeText';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type DossierBody, openDossier, refresh, regimesQuery, type System } from './api';
import {
  dossierPath,
  isLowered,
  LEVELS,
  MAX_LINE,
  MAX_NOTE,
  REASONS,
  type Reason,
  startLevel,
  wantsNote,
} from './model';
import { useRefusal } from './refusal';

interface Fields {
  regime: string;
  level?: number;
  reason: Reason;
  appraiser: 'directory' | 'other';
  appraiser_id?: string | null;
  appraiser_name?: string;
  note?: string;
}

function bodyOf(f: Fields): DossierBody {
  const known = f.appraiser === 'directory';
  return {
    regime: f.regime,
    level: f.level ?? 0,
    reason: f.reason,
    appraiser_id: known ? (f.appraiser_id ?? null) : null,
    appraiser_name: known ? '' : (f.appraiser_name ?? '').trim(),
    note: (f.note ?? '').trim(),
  };
}

/** Begins a dossier of a system. */
export function OpenDialog({ system, onClose }: { system: System; onClose: () => void }) {
  const { t } = useTranslation(['dossier', 'common']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const { problem, refuse, forget } = useRefusal(form);
  const regimes = useQuery(regimesQuery);
  const open = useMutation({
    mutationFn: (fields: Fields) => openDossier(system.id, bodyOf(fields)),
    onSuccess: async (detail) => {
      await refresh(client, detail);
      onClose();
      await navigate(dossierPath(detail.dossier.id));
    },
    onMutate: forget,
    onError: refuse,
  });
  return (
    <Modal
      open
      width={600}
      title={t('dossier:open.title')}
      okText={t('dossier:open.submit')}
      okButtonProps={{ disabled: !regimes.data }}
      cancelText={t('common:action.cancel')}
      confirmLoading={open.isPending}
      onOk={form.submit}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      {regimes.isPending && <Skeleton active />}
      {regimes.isError && !regimes.data && (
        <ProblemAlert problem={regimes.error} onRetry={() => void regimes.refetch()} />
      )}
      {regimes.data && (
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{
            regime: regimes.data.regime,
            level: startLevel(system),
            reason: system.decided_on ? 'redetermination' : 'first',
            appraiser: 'directory',
          }}
          onFinish={open.mutate}
        >
          <OpenFields system={system} regimes={regimes.data.regimes} form={form} />
        </Form>
      )}
      {Boolean(problem) && <ProblemAlert problem={problem} />}
    </Modal>
  );
}

function OpenFields({
  system,
  regimes,
  form,
}: {
  system: System;
  regimes: readonly { code: string; name: string }[];
  form: ReturnType<typeof Form.useForm<Fields>>[0];
}) {
  const { t } = useTranslation(['dossier', 'errors', 'system']);
  const level = Form.useWatch('level', form);
  const appraiser = Form.useWatch('appraiser', form) ?? 'directory';
  const required = { required: true, message: t('errors:field.required.what') };
  const note = wantsNote(system, level);
  // Only what was decided can be determined anew.
  const reasons = REASONS.filter((reason) => reason !== 'redetermination' || system.decided_on);
  return (
    <>
      <Form.Item name="regime" label={t('dossier:open.regime')} extra={t('dossier:open.regime_help')}>
        <Select options={regimes.map((r) => ({ value: r.code, label: r.name }))} />
      </Form.Item>
      <Form.Item name="reason" label={t('dossier:open.reason')}>
        <Radio.Group className="ds-radios" aria-label={t('dossier:open.reason')}>
          {reasons.map((reason) => (
            <Radio key={reason} value={reason}>
              {t(`dossier:reason.${reason}`)}{' '}
              <span className="cl-quiet">{t(`dossier:reason_help.${reason}`)}</span>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Form.Item
        name="level"
        label={t('dossier:column.level')}
        dependencies={['reason']}
        extra={
          system.proposed_level > 0
            ? t('dossier:open.level_assessed', { level: system.proposed_level })
            : t('dossier:open.level_help')
        }
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: async (_, chosen?: number) => {
              if (chosen && isLowered(system, chosen, getFieldValue('reason') as string))
                throw new Error(t('dossier:open.lowered', { level: system.level }));
            },
          }),
        ]}
      >
        <Select
          placeholder={t('dossier:open.level_choose')}
          options={LEVELS.map((value) => ({ value, label: t('system:level', { level: value }) }))}
        />
      </Form.Item>
      <Form.Item name="appraiser" label={t('dossier:column.appraiser')} className="ds-close">
        <Radio.Group aria-label={t('dossier:column.appraiser')}>
          <Radio value="directory">{t('dossier:open.appraiser_directory')}</Radio>
          <Radio value="other">{t('dossier:open.appraiser_outside')}</Radio>
        </Radio.Group>
      </Form.Item>
      {appraiser === 'directory' ? (
        <Form.Item name="appraiser_id" extra={t('dossier:open.appraiser_help')} rules={[required]}>
          <AgencySelect aria-label={t('dossier:open.appraiser_agency')} />
        </Form.Item>
      ) : (
        <Form.Item
          name="appraiser_name"
          extra={t('dossier:open.appraiser_name_help')}
          rules={[{ ...required, whitespace: true }]}
        >
          <Input aria-label={t('dossier:open.appraiser_name')} maxLength={MAX_LINE} />
        </Form.Item>
      )}
      <Form.Item
        name="note"
        label={t(note ? 'dossier:open.why' : 'dossier:open.note')}
        {...(note ? { extra: t('dossier:open.why_help', { level: system.proposed_level }) } : {})}
        rules={note ? [{ ...required, whitespace: true }] : []}
      >
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
    </>
  );
}
