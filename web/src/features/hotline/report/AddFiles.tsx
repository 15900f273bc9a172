import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePick } from '~/features/duty/FilePick';
import { FormDialog } from '~/ui/FormDialog';
import { type ReportLine, refresh } from '../api';
import { addFiles } from '../calls';
import { MAX_FILE_MB, MAX_FILES } from '../model';
import { useRefused } from '../words';

/** What came afterwards, or was made of paper: added all at once or not at all, and why one is not taken stands at it. */
export function AddFiles({ line, onClose }: { line: ReportLine; onClose: () => void }) {
  const { t } = useTranslation('hotline');
  const refused = useRefused();
  const [files, setFiles] = useState<File[]>([]);
  const [faults, setFaults] = useState<ReadonlyMap<File, string>>(new Map());
  return (
    <FormDialog<object>
      title={t('file.add_title')}
      submit={t('file.add_submit')}
      said={t('file.added')}
      start={{}}
      send={async () => {
        setFaults(new Map());
        try {
          return await addFiles(line, files);
        } catch (error) {
          setFaults(refused(error, files));
          throw error;
        }
      }}
      refresh={refresh}
      blocked={files.length === 0}
      onClose={onClose}
    >
      <FilePick
        label={t('intake.files_label', { max: MAX_FILES })}
        files={files}
        onChange={setFiles}
        maxMb={MAX_FILE_MB}
        maxFiles={MAX_FILES}
        faults={faults}
      />
      <p className="cl-quiet">{t('file.add_about')}</p>
    </FormDialog>
  );
}
