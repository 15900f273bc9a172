import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '~/ui/format';
import { exportUrl, histogramQuery, MOST_EXPORTED } from './api';
import { ToolButton } from './ToolButton';
import type { Ask } from './types';

const FORMATS = ['csv', 'ndjson', 'parquet'] as const;

/** What is found as a file; the browser fetches it, so that a large one does not have to fit into the page. */
export function ExportMenu({ ask, columns }: { ask: Ask; columns: readonly string[] }) {
  const { t } = useTranslation('search');
  const [open, setOpen] = useState(false);
  const total = useQuery({ ...histogramQuery(ask), enabled: open }).data?.total ?? 0;
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="se-export">
          <ul>
            {FORMATS.map((format) => (
              <li key={format}>
                <a href={exportUrl(ask, format, columns)} download onClick={() => setOpen(false)}>
                  {t(`export.${format}`)}
                </a>
                <span className="cl-quiet">{t(`export.${format}_about`)}</span>
              </li>
            ))}
          </ul>
          <p className={total > MOST_EXPORTED ? undefined : 'cl-quiet'}>
            {total > MOST_EXPORTED
              ? t('export.cut', { total: formatNumber(total), most: formatNumber(MOST_EXPORTED) })
              : t('export.most', { most: formatNumber(MOST_EXPORTED) })}
          </p>
        </div>
      }
    >
      <ToolButton icon={<DownloadOutlined />} text={t('export.open')} />
    </Popover>
  );
}
