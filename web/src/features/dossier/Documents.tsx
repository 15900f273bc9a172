import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { uploadMaxMb, useSession } from '~/app/session';
import { FileUpload } from '~/ui/FileUpload';
import { formatDate } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { LawLink } from '~/ui/texts';
import { type Detail, type Doc, fileDocument, fileLink, refresh, writeDocument } from './api';
import { citationOf, mayFile, missingOf } from './model';

/** What the law asks for in a dossier, and what is there. */
export function Documents({ detail }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  const [upload, setUpload] = useState<Doc>();
  const wanted = detail.documents.filter((d) => !d.when).length;
  return (
    <Card
      title={t('documents.title')}
      extra={
        <span className="cl-quiet cl-figures">
          {t('documents.count', { done: wanted - missingOf(detail.documents).length, all: wanted })}
        </span>
      }
    >
      <ul className="cl-lines ds-documents">
        {detail.documents.map((d) => (
          <Row key={d.code} document={d} detail={detail} onUpload={() => setUpload(d)} />
        ))}
      </ul>
      {upload && <UploadDialog detail={detail} document={upload} onClose={() => setUpload(undefined)} />}
    </Card>
  );
}

function Row({ document, detail, onUpload }: { document: Doc; detail: Detail; onUpload: () => void }) {
  const { t } = useTranslation(['dossier', 'common']);
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const { id, system_id: system } = detail.dossier;
  const write = useMutation({
    mutationFn: () => writeDocument(id, document.code),
    onSuccess: (done) => {
      void message.success(t('dossier:documents.written'));
      return refresh(client, done);
    },
  });
  const filed = Boolean(document.file_id);
  // What a person filed is not lost by a click.
  const begin = () =>
    filed
      ? modal.confirm({
          title: t('dossier:documents.replace'),
          content: t('dossier:documents.replace_text', { name: document.name }),
          okText: t('dossier:documents.write'),
          cancelText: t('common:action.cancel'),
          onOk: () => write.mutate(),
        })
      : write.mutate();
  return (
    <li>
      <div className="ds-document">
        <div className="cl-inline">
          <strong>{document.name}</strong>
          <Standing document={document} />
        </div>
        <div className="cl-quiet">
          {document.when && <>{document.when}. </>}
          <LawLink text={citationOf(document)} />
        </div>
        {document.file_id && (
          <div>
            <a href={fileLink(system, document.file_id)}>{t('dossier:documents.download')}</a>
            <span className="cl-quiet">
              {' · '}
              {[document.filed_by, document.filed_at && formatDate(document.filed_at)]
                .filter(Boolean)
                .join(', ')}
            </span>
          </div>
        )}
        {write.isError && <ProblemAlert problem={write.error} />}
      </div>
      {mayFile(detail) && (
        <div className="ds-document-acts">
          {document.writable && (
            <Button
              loading={write.isPending}
              aria-label={t('dossier:documents.write_one', { name: document.name })}
              onClick={begin}
            >
              {t('dossier:documents.write')}
            </Button>
          )}
          <Button
            aria-label={t(filed ? 'dossier:documents.change_one' : 'dossier:documents.upload_one', {
              name: document.name,
            })}
            onClick={onUpload}
          >
            {t(filed ? 'dossier:documents.change' : 'dossier:documents.upload')}
          </Button>
        </div>
      )}
    </li>
  );
}

function Standing({ document: { file_id, when } }: { document: Doc }) {
  const { t } = useTranslation('dossier');
  if (file_id) return <StatusTag tone="good" label={t('documents.filed')} />;
  if (when) return <StatusTag tone="info" label={t('documents.optional')} />;
  return <StatusTag tone="high" label={t('documents.missing')} />;
}

function UploadDialog({ detail, document, onClose }: { detail: Detail; document: Doc; onClose: () => void }) {
  const { t } = useTranslation('dossier');
  const client = useQueryClient();
  const maxMb = uploadMaxMb(useSession());
  return (
    <Modal
      open
      footer={null}
      title={t(document.file_id ? 'documents.change' : 'documents.upload')}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <FileUpload<Detail>
        label={document.name}
        maxMb={maxMb}
        confirm={t('documents.send')}
        send={(file, tools) => fileDocument(detail.dossier.id, document.code, file, tools)}
        onDone={(done) => {
          onClose();
          void refresh(client, done);
        }}
      />
    </Modal>
  );
}
