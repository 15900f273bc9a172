import { Checkbox, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { FilePick } from '~/features/duty/FilePick';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import type { Detail, Evidence } from './api';
import { refresh } from './api';
import { addEvidence, type EvidenceFields, evidenceStep } from './calls';
import { MomentItem } from './MomentField';
import { CUSTODY, EVIDENCE_KINDS, MAX_LINE, MAX_REASON } from './model';

/** Keeps something as proof, with what the law asks to be written down of it. */
export function EvidenceDialog({ detail: { incident }, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  const { person } = useSession();
  const [file, setFile] = useState<File>();
  const [minutes, setMinutes] = useState<File>();
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  return (
    <FormDialog<Omit<EvidenceFields, 'collected_at'> & { collected_at: string | null }>
      wide
      title={t('incident:evidence.add')}
      submit={t('incident:evidence.submit')}
      said={t('incident:evidence.added')}
      start={{
        name: '',
        note: '',
        kind: 'file',
        dangerous: false,
        collected_at: new Date().toISOString(),
        collected_from: '',
        tool: '',
        operator: person.full_name,
        approver: '',
        witness: '',
        repeatable: false,
      }}
      send={(fields) =>
        addEvidence(incident.id, { ...fields, collected_at: fields.collected_at ?? '' }, file, minutes)
      }
      refresh={refresh}
      onClose={onClose}
    >
      {(form) => (
        <>
          <FilePick
            single
            label={t('incident:evidence.file')}
            files={file ? [file] : []}
            onChange={([chosen]) => {
              setFile(chosen);
              if (chosen && !form.getFieldValue('name')) form.setFieldValue('name', chosen.name);
            }}
          />
          <p className="cl-quiet">{t('incident:evidence.no_file')}</p>
          <div className="cl-two">
            <Form.Item name="name" label={t('incident:evidence.name')} rules={[required]}>
              <Input maxLength={MAX_LINE} />
            </Form.Item>
            <Form.Item name="kind" label={t('incident:evidence.kind_of')}>
              <Select
                options={EVIDENCE_KINDS.map((value) => ({
                  value,
                  label: t(`incident:evidence.kind.${value}`),
                }))}
              />
            </Form.Item>
            <MomentItem
              name="collected_at"
              label={t('incident:evidence.collected_at')}
              required
              notAfterNow
            />
            <Form.Item name="collected_from" label={t('incident:evidence.collected_from')}>
              <Input maxLength={MAX_LINE} />
            </Form.Item>
            {(['operator', 'approver', 'tool', 'witness'] as const).map((name) => (
              <Form.Item key={name} name={name} label={t(`incident:evidence.${name}`)}>
                <Input maxLength={MAX_LINE} />
              </Form.Item>
            ))}
          </div>
          <Form.Item name="dangerous" valuePropName="checked" className="in-tick">
            <Checkbox>
              {t('incident:evidence.dangerous_ask')}
              <span className="in-under">{t('incident:evidence.dangerous_help')}</span>
            </Checkbox>
          </Form.Item>
          <Form.Item name="repeatable" valuePropName="checked" className="in-tick">
            <Checkbox>{t('incident:evidence.repeatable')}</Checkbox>
          </Form.Item>
          <FilePick
            single
            label={t('incident:evidence.minutes')}
            files={minutes ? [minutes] : []}
            onChange={([chosen]) => setMinutes(chosen)}
          />
          <Form.Item name="note" label={t('incident:evidence.note')}>
            <FreeText minRows={2} maxLength={MAX_REASON} />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

interface CustodyFields {
  what: string;
  at: string | null;
  from_name: string;
  to_name: string;
  purpose: string;
}

/** Whoever had it gives it on, looks into it, copies it, or gives it back. */
export function CustodyDialog({
  detail: { incident },
  evidence,
  onClose,
}: {
  detail: Detail;
  evidence: Evidence;
  onClose: () => void;
}) {
  const { t } = useTranslation(['incident', 'errors']);
  const last = evidence.custody[evidence.custody.length - 1];
  return (
    <FormDialog<CustodyFields>
      title={t('incident:evidence.pass')}
      submit={t('incident:evidence.pass_submit')}
      said={t('incident:evidence.passed')}
      start={{
        what: 'transferred',
        at: new Date().toISOString(),
        from_name: last?.to_name ?? '',
        to_name: '',
        purpose: '',
      }}
      send={(body) => evidenceStep(incident.id, evidence.id, 'custody', body)}
      refresh={refresh}
      onClose={onClose}
    >
      <p className="cl-break">
        <strong>{evidence.name}</strong>{' '}
        {evidence.sha256 && <code className="in-hash">{evidence.sha256.slice(0, 12)}…</code>}
      </p>
      <div className="cl-two">
        <Form.Item name="what" label={t('incident:evidence.done_with')}>
          <Select options={CUSTODY.map((value) => ({ value, label: t(`incident:custody.${value}`) }))} />
        </Form.Item>
        <MomentItem name="at" label={t('incident:evidence.when')} required notAfterNow />
        <Form.Item name="from_name" label={t('incident:evidence.from')}>
          <Input maxLength={MAX_LINE} />
        </Form.Item>
        <Form.Item name="to_name" label={t('incident:evidence.to')}>
          <Input maxLength={MAX_LINE} />
        </Form.Item>
      </div>
      <Form.Item
        name="purpose"
        label={t('incident:evidence.purpose')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText minRows={2} maxLength={MAX_REASON} />
      </Form.Item>
    </FormDialog>
  );
}
