import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api, data, isProblem, type Schema } from '~/api/client';
import { uploadFile } from '~/api/upload';
import { uploadMaxMb, useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { FileUpload } from '~/ui/FileUpload';

/** A document becomes a plan in review, or the next version of one. */
export function ImportDialog({
  plan,
  onClose,
}: {
  /** The plan that gets a next version; none: a new plan. */
  plan?: { id: string; title: string };
  onClose: () => void;
}) {
  const { t } = useTranslation('plan');
  const session = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const own = ownAgencies(session);
  const [kind, setKind] = useState('plan');
  const [owner, setOwner] = useState(own[0]?.value);
  const [handling, setHandling] = useState('normal');
  const [parent, setParent] = useState<string>();
  const [replaces, setReplaces] = useState<string>();
  // The plan that the document was imported as before, and whether it shall be imported all the same.
  const [known, setKnown] = useState<string>();
  const [again, setAgain] = useState(false);
  const [others, setOthers] = useState<{ value: string; label: string }[]>([]);

  async function search(text: string) {
    const page = await data(api.GET('/api/v1/plans', { params: { query: { q: text, limit: 20 } } }));
    setOthers(
      page.items.map((p) => ({ value: p.id, label: [p.number, p.title].filter(Boolean).join(' · ') })),
    );
  }
  const choice = (value: string | undefined, set: (id: string | undefined) => void) => ({
    allowClear: true,
    value: value ?? null,
    onChange: (id: string | null | undefined) => set(id ?? undefined),
    options: others,
    placeholder: t('import.search_plan'),
    onOpenChange: (open: boolean) => void (open && search('')),
    showSearch: { filterOption: false as const, onSearch: (text: string) => void search(text) },
  });
  const marks = session.installation.offline_classified
    ? ['normal', 'internal', 'secret', 'top_secret', 'utmost_secret']
    : ['normal', 'internal'];

  return (
    <Modal
      open
      title={t(plan ? 'import.next_title' : 'import.title')}
      width={620}
      footer={null}
      onCancel={onClose}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <p className="cl-quiet">{plan ? t('import.next_text', { title: plan.title }) : t('import.text')}</p>
      <Form layout="vertical" component="div">
        {!plan && (
          <>
            <div className="pl-two">
              <Form.Item label={t('field.plan_kind')}>
                <Select
                  aria-label={t('field.plan_kind')}
                  value={kind}
                  onChange={setKind}
                  options={['plan', 'strategy', 'directive', 'meeting'].map((value) => ({
                    value,
                    label: t(`kind.${value}`),
                  }))}
                />
              </Form.Item>
              <Form.Item label={t('field.owner')} required>
                <AgencySelect
                  aria-label={t('field.owner')}
                  first={own}
                  allowClear={false}
                  value={owner}
                  onChange={(id) => setOwner(id ?? undefined)}
                />
              </Form.Item>
            </div>
            <Form.Item label={t('field.parent')} extra={t('import.parent_help')}>
              <Select aria-label={t('field.parent')} {...choice(parent, setParent)} />
            </Form.Item>
            <Form.Item label={t('field.replaces')} extra={t('import.replaces_help')}>
              <Select aria-label={t('field.replaces')} {...choice(replaces, setReplaces)} />
            </Form.Item>
          </>
        )}
        <Form.Item label={t('field.handling')}>
          <Select
            aria-label={t('field.handling')}
            value={handling}
            onChange={setHandling}
            options={marks.map((value) => ({ value, label: t(`handling.${value}`) }))}
          />
        </Form.Item>
        {/* Above the file: its button to try again comes after the tick. */}
        {known && <Known plan={known} again={again} onChange={setAgain} />}
        <FileUpload<Schema<'PlanImported'>>
          label={t('import.file')}
          accept=".docx,.pdf,.txt,.md"
          maxMb={uploadMaxMb(session)}
          disabled={!plan && !owner}
          confirm={t(plan ? 'import.do_next' : 'import.do')}
          send={async (file, tools) => {
            const rest = { handling, accept_duplicate: String(again) };
            setKnown(undefined);
            try {
              return await uploadFile<Schema<'PlanImported'>>(
                plan ? `/api/v1/plans/${plan.id}/versions` : '/api/v1/plans/import',
                file,
                {
                  ...tools,
                  field: 'file',
                  extra: plan
                    ? rest
                    : { ...rest, kind, owner: owner ?? '', parent: parent ?? '', replaces: replaces ?? '' },
                },
              );
            } catch (error) {
              if (isProblem(error) && error.code === 'plan.duplicate') setKnown(String(error.params.plan));
              throw error;
            }
          }}
          onDone={(made) => {
            void client.invalidateQueries({ queryKey: ['plan'] });
            void navigate(`/ke-hoach/ban/${made.version_id}/${plan ? 'so-sanh' : 'ra-soat'}`);
          }}
        />
        <p className="cl-quiet">{t('import.wait')}</p>
      </Form>
    </Modal>
  );
}

/** The records hold the document already: lead there, or let it be imported once more. */
export function Known({
  plan,
  again,
  onChange,
}: {
  plan: string;
  again: boolean;
  onChange: (again: boolean) => void;
}) {
  const { t } = useTranslation('plan');
  return (
    <p>
      <Link to={`/ke-hoach/${plan}`} target="_blank">
        {t('import.open_known')}
      </Link>
      <br />
      <Checkbox checked={again} onChange={(e) => onChange(e.target.checked)}>
        {t('import.again')}
      </Checkbox>
    </p>
  );
}
