import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Modal, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { FreeText } from '~/ui/FreeText';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Decision, recordLevel, refresh, regimesQuery, type System } from './api';
import { DecisionFields } from './DecisionFields';
import { dossierPath, LEVELS, MAX_NOTE, startLevel, wantsNote } from './model';
import { useRefusal } from './refusal';

interface Fields extends Decision {
  regime: string;
  level: number;
  note: string;
}

/** Records a level that was approved before the register was kept here. */
export function RecordDialog({ system, onClose }: { system: System; onClose: () => void }) {
  const { t } = useTranslation(['dossier', 'common', 'errors', 'system']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<Fields>();
  const { problem, refuse, forget } = useRefusal(form);
  const [file, setFile] = useState<File>();
  const regimes = useQuery(regimesQuery);
  const record = useMutation({
    mutationFn: (fields: Fields) => recordLevel(system.id, fields, file),
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
      title={t('dossier:record.title')}
      okText={t('dossier:record.submit')}
      okButtonProps={{ disabled: !regimes.data }}
      cancelText={t('common:action.cancel')}
      confirmLoading={record.isPending}
      onOk={form.submit}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p>{t('dossier:record.about')}</p>
      {regimes.isPending && <Skeleton active />}
      {regimes.isError && !regimes.data && (
        <ProblemAlert problem={regimes.error} onRetry={() => void regimes.refetch()} />
      )}
      {regimes.data && (
        <Form<Fields>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ level: startLevel(system), note: '' }}
          onFinish={record.mutate}
        >
          <div className="cl-two">
            <Form.Item
              name="regime"
              label={t('dossier:record.regime')}
              rules={[{ required: true, message: t('errors:field.choose.what') }]}
            >
              <Select options={regimes.data.regimes.map((r) => ({ value: r.code, label: r.name }))} />
            </Form.Item>
            <Form.Item
              name="level"
              label={t('dossier:column.level')}
              rules={[{ required: true, message: t('errors:field.choose.what') }]}
            >
              <Select
                options={LEVELS.map((value) => ({ value, label: t('system:level', { level: value }) }))}
              />
            </Form.Item>
          </div>
          <DecisionFields file={file} onFile={setFile} />
          <Note system={system} />
        </Form>
      )}
      {Boolean(problem) && <ProblemAlert problem={problem} />}
    </Modal>
  );
}

/** Where the decision is found; why it lies below the assessment, where it does. */
function Note({ system }: { system: System }) {
  const { t } = useTranslation(['dossier', 'errors']);
  const level = Form.useWatch('level', Form.useFormInstance<Fields>());
  const wanted = wantsNote(system, level);
  return (
    <Form.Item
      name="note"
      label={t(wanted ? 'dossier:open.why' : 'dossier:open.note')}
      extra={
        wanted ? t('dossier:open.why_help', { level: system.proposed_level }) : t('dossier:record.note_help')
      }
      rules={wanted ? [{ required: true, whitespace: true, message: t('errors:field.required.what') }] : []}
    >
      <FreeText minRows={2} maxLength={MAX_NOTE} />
    </Form.Item>
  );
}
