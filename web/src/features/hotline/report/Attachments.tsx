import { Button, Modal, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '~/features/agency/accounts';
import { FormDialog } from '~/ui/FormDialog';
import { formatBytes } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import type { Attachment, ReportDetail } from '../api';
import { openAttachment } from '../calls';
import { may } from '../model';
import { AddFiles } from './AddFiles';
import { ReasonItem } from './dialogs';
import type { Opening } from './opening';

interface Props {
  /** What the files belong to, for whoever gives them out. */
  report: string;
  /** Why it was opened. */
  reason: string | undefined;
  /** Those of an objection are given out elsewhere. */
  give?: typeof openAttachment;
}

/**
 * Files that came with a report or were added to it. What they are called is sealed with them: before the report is opened, and
 * of those that came since, it is told how many there are.
 */
export function Attachments({ detail, opening }: { detail: ReportDetail; opening: Opening }) {
  const { t } = useTranslation('hotline');
  const [adding, setAdding] = useState(false);
  const { line } = detail;
  const { content, reason, busy } = opening;
  const files = content?.attachments.filter((file) => !file.message_id) ?? [];
  const since = content ? line.files - content.attachments.length : 0;
  const adds = may(detail, 'files');
  if (files.length === 0 && since <= 0 && !adds) return null;
  return (
    <Card
      title={t('file.title')}
      extra={
        adds && (
          <Button size="small" type="text" onClick={() => setAdding(true)}>
            {t('file.add')}
          </Button>
        )
      }
    >
      {files.length === 0 && (
        <p className="cl-quiet">
          {content || line.files === 0 ? t('file.none') : t('file.sealed', { count: line.files })}
        </p>
      )}
      {since > 0 && (
        <div className="cl-notice" role="status">
          <span>{t('file.since', { count: since })}</span>
          <Button size="small" loading={busy} onClick={() => opening.open(reason)}>
            {t('file.again')}
          </Button>
        </div>
      )}
      {files.length > 0 && <Files report={line.id} reason={reason} files={files} />}
      {adding && <AddFiles line={line} onClose={() => setAdding(false)} />}
    </Card>
  );
}

/** Each opens in front of the page; the original is saved with a reason, since it may say where it was taken. */
export function Files({
  report,
  reason,
  files,
  give = openAttachment,
}: Props & { files: readonly Attachment[] }) {
  const { t } = useTranslation('hotline');
  const [shown, setShown] = useState<Attachment>();
  const [saving, setSaving] = useState<Attachment>();
  return (
    <>
      <ul className="hl-files">
        {files.map((file) => (
          <li key={file.id}>
            <span className="cl-break">
              <strong>{file.name || t('file.nameless')}</strong>{' '}
              <span className="cl-quiet">
                {file.media_type} · {formatBytes(file.size)}
                {file.added_by && (
                  <>
                    {' · '}
                    {t('file.by_desk', { name: file.added_by })}, <DateText value={file.added_at} />
                  </>
                )}
              </span>
              <span className="hl-hash" title={file.sha256}>
                SHA-256 {file.sha256.slice(0, 16)}…
              </span>
            </span>
            <span className="cl-row-actions">
              <Button size="small" onClick={() => setShown(file)}>
                {t('file.open')}
              </Button>
              <Button size="small" type="text" onClick={() => setSaving(file)}>
                {t('file.original')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {shown && (
        <FileDialog
          report={report}
          reason={reason}
          give={give}
          file={shown}
          onClose={() => setShown(undefined)}
        />
      )}
      {saving && (
        <OriginalDialog report={report} give={give} file={saving} onClose={() => setSaving(undefined)} />
      )}
    </>
  );
}

/** The shown copy: without what a camera writes into a picture. Held as long as the dialog is open. */
function FileDialog({
  report,
  reason,
  give,
  file,
  onClose,
}: Required<Props> & { file: Attachment; onClose: () => void }) {
  const { t } = useTranslation(['hotline', 'common']);
  const [state, setState] = useState<{ url?: string; problem?: unknown }>({});
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let url: string | undefined;
    let gone = false;
    setState({});
    give(report, file, false, reason).then(
      ({ content }) => {
        if (gone) return;
        url = URL.createObjectURL(content);
        setState({ url });
      },
      (problem: unknown) => !gone && setState({ problem }),
    );
    return () => {
      gone = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [report, give, file, reason, tries]);
  const kind = file.media_type.split('/')[0];
  return (
    <Modal
      open
      title={file.name || t('hotline:file.nameless')}
      width={860}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
    >
      {!state.url && !state.problem && <Skeleton active />}
      {Boolean(state.problem) && <ProblemAlert problem={state.problem} onRetry={() => setTries(tries + 1)} />}
      {state.url && kind === 'image' && <img className="hl-shown" src={state.url} alt={file.name} />}
      {state.url && kind === 'audio' && (
        // biome-ignore lint/a11y/useMediaCaption: nobody has written down what a citizen recorded
        <audio className="hl-shown" src={state.url} controls aria-label={file.name} />
      )}
      {state.url && kind === 'video' && (
        // biome-ignore lint/a11y/useMediaCaption: as above
        <video className="hl-shown" src={state.url} controls aria-label={file.name} />
      )}
      {state.url && kind !== 'image' && kind !== 'audio' && kind !== 'video' && (
        <p>{t('hotline:file.not_shown')}</p>
      )}
      <p className="cl-quiet">{t('hotline:file.copy')}</p>
    </Modal>
  );
}

function OriginalDialog({
  report,
  give,
  file,
  onClose,
}: Pick<Required<Props>, 'report' | 'give'> & {
  file: Attachment;
  onClose: () => void;
}) {
  const { t } = useTranslation('hotline');
  return (
    <FormDialog<{ reason: string }>
      title={t('file.original_title')}
      submit={t('file.original')}
      said={t('file.saved')}
      start={{ reason: '' }}
      send={async ({ reason }) => {
        const { content, name } = await give(report, file, true, reason.trim());
        saveFile(content, name || file.id);
      }}
      refresh={async () => undefined}
      onClose={onClose}
    >
      <p>{t('file.original_about', { name: file.name || t('file.nameless') })}</p>
      <ReasonItem focus />
    </FormDialog>
  );
}
