import './rule.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { isProblem } from '~/api/client';
import { FilePick } from '~/features/duty/FilePick';
import { formatNumber } from '~/ui/format';
import { UnsavedGuard, useFieldErrors } from '~/ui/forms';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { importRules, MAX_PACK, type RuleImport, refresh } from './api';
import { RULES_PATH } from './model';
import { ProblemLines } from './StateStrip';
import { spoken } from './why';

/** Rules from files: first what would come of it, then the import. */
export function Component() {
  const { t } = useTranslation(['rule', 'errors', 'common']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<{ pack: string }>();
  const fieldErrors = useFieldErrors(form);
  const [files, setFiles] = useState<File[]>([]);
  const send = useMutation({
    mutationFn: ({ pack, dryRun }: { pack: string; dryRun: boolean }) =>
      importRules(pack.trim(), files, dryRun),
    onSuccess: (done) => (done.dry_run ? undefined : refresh(client)),
    onError: (error) => fieldErrors(spoken(t, error)),
  });
  const preview = send.data?.dry_run ? send.data : undefined;
  const looking = send.isPending && send.variables.dryRun;
  if (send.data && !send.data.dry_run) return <Done done={send.data} onMore={send.reset} />;
  const named = isProblem(send.error) && send.error.fields.some((f) => f.field === 'pack');
  return (
    <Page title={t('rule:import.title')} meta={t('rule:import.meta')}>
      <UnsavedGuard dirty={files.length > 0} />
      <Form<{ pack: string }>
        form={form}
        layout="vertical"
        requiredMark={false}
        onValuesChange={() => send.reset()}
        onFinish={({ pack }) => send.mutate({ pack, dryRun: preview === undefined })}
      >
        <Form.Item
          name="pack"
          label={t('rule:import.pack')}
          extra={t('rule:import.pack_help')}
          rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <Input maxLength={MAX_PACK} autoFocus />
        </Form.Item>
        <FilePick
          label={t('rule:import.files')}
          files={files}
          accept=".yml,.yaml,.zip,.gz,.tgz"
          onChange={(next) => {
            setFiles(next);
            send.reset();
          }}
        />
        {preview && <Preview preview={preview} />}
        {send.isError && !named && <ProblemAlert problem={spoken(t, send.error)} />}
        <div className="cl-form-bar">
          <Button
            type="primary"
            htmlType="submit"
            loading={send.isPending}
            disabled={files.length === 0 || (preview !== undefined && nothing(preview))}
          >
            {preview || (send.isPending && !looking)
              ? t('rule:import.do', {
                  count: preview ? preview.added + preview.changed : 0,
                  number: formatNumber(preview ? preview.added + preview.changed : 0),
                })
              : t('rule:import.look')}
          </Button>
          <Button onClick={() => void navigate(RULES_PATH)}>{t('common:action.cancel')}</Button>
          <span className="cl-quiet">{files.length === 0 && t('rule:import.no_files')}</span>
        </div>
      </Form>
    </Page>
  );
}

function nothing(done: RuleImport): boolean {
  return done.added + done.changed === 0;
}

/** Before anything is written. */
function Preview({ preview }: { preview: RuleImport }) {
  const { t } = useTranslation('rule');
  return (
    <Card title={t('import.preview')}>
      <p role="status">{t(nothing(preview) ? 'import.nothing' : 'import.preview_text')}</p>
      <Counts done={preview} />
    </Card>
  );
}

function Counts({ done }: { done: RuleImport }) {
  const { t } = useTranslation('rule');
  return (
    <>
      <dl className="cl-facts">
        {(['added', 'changed', 'same', 'unsupported'] as const).map((key) => (
          <div key={key} className="cl-pair">
            <dt>{t(`import.${key}`)}</dt>
            <dd className="cl-figures">
              {formatNumber(done[key])}
              {done[key] > 0 && key !== 'added' && (
                <span className="cl-quiet"> – {t(`import.${key}_text`)}</span>
              )}
            </dd>
          </div>
        ))}
        <dt>{t('import.problems')}</dt>
        <dd className="cl-figures">{formatNumber(done.problems.length)}</dd>
      </dl>
      {done.problems.length > 0 && (
        <details open={done.problems.length <= 5}>
          <summary>{t('import.see_problems')}</summary>
          <ProblemLines problems={done.problems} />
        </details>
      )}
    </>
  );
}

function Done({ done, onMore }: { done: RuleImport; onMore: () => void }) {
  const { t } = useTranslation('rule');
  return (
    <Page
      title={t('import.done')}
      actions={
        <>
          <Button onClick={onMore}>{t('import.again')}</Button>
          <LinkButton type="primary" to={`${RULES_PATH}?origin=imported`}>
            {t('import.to_list')}
          </LinkButton>
        </>
      }
    >
      <Card title={t('import.result')}>
        <Counts done={done} />
        <p className="cl-quiet">{t('import.live_now')}</p>
      </Card>
    </Page>
  );
}
