import './ui.css';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { formatNumber } from './format';
import { lazyPart } from './lazyPart';
import { Nothing } from './texts';

export interface ChartSeries {
  name: string;
  /** One per category; null where there is no value (never 0). */
  values: (number | null)[];
  /** Draws the series as a dashed line, for a target beside what was reached. */
  target?: boolean;
}

export interface ChartProps {
  /** The finding, as a sentence: "31 duties are late, most of them in three agencies". */
  title: string;
  kind: 'bar' | 'stacked' | 'line';
  categories: string[];
  /** At most six. */
  series: ChartSeries[];
  /** Of the values, written at the axis. */
  unit: string;
  /** What the categories are: "Năm", "Cơ quan". */
  categoryName: string;
  /** A click on a bar or point drills down to its records. */
  onPick?:
    | ((pick: { category: string; categoryIndex: number; series: string; seriesIndex: number }) => void)
    | undefined;
  /** Dragging over standing bars chooses a part of the categories; both ends are part of it. */
  onRange?: ((range: { from: number; to: number }) => void) | undefined;
  height?: number;
  /** A low strip of whole numbers: its axes have no names, the title and the table say them. */
  compact?: boolean;
  /** Bars lie; for long category names. */
  horizontal?: boolean;
}

const HEIGHT = 260;
const Canvas = lazyPart<ChartProps>(
  () => import('./ChartCanvas'),
  ({ height = HEIGHT }) => <Skeleton.Node active style={{ width: '100%', height }} />,
);

/** A chart with its finding as title and a table of the same numbers. ECharts is downloaded when the first one is shown. */
export function Chart(props: ChartProps) {
  const { t } = useTranslation('ui');
  const { title, categories, series, unit, categoryName, onPick, height = HEIGHT } = props;
  if (series.length > 6) throw new Error('a chart has at most six series; group the rest');
  return (
    <figure className="cl-chart">
      <figcaption>{title}</figcaption>
      <div className="cl-chart-canvas" style={{ height }}>
        <Canvas {...props} />
      </div>
      <details>
        <summary>{t('chart.table')}</summary>
        <div className="cl-scroll">
          <table className="cl-plain">
            <thead>
              <tr>
                <th scope="col">{categoryName}</th>
                {series.map((s) => (
                  <th scope="col" key={s.name}>
                    {t('chart.column', { name: s.name, unit })}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {categories.map((category, categoryIndex) => (
                <tr key={category}>
                  <th scope="row">{category}</th>
                  {series.map((s, seriesIndex) => {
                    const value = s.values[categoryIndex];
                    const text = value === null || value === undefined ? <Nothing /> : formatNumber(value);
                    return (
                      <td key={s.name} className="cl-figures">
                        {onPick && value !== null && value !== undefined ? (
                          <button
                            type="button"
                            className="cl-link"
                            onClick={() => onPick({ category, categoryIndex, series: s.name, seriesIndex })}
                          >
                            {text}
                          </button>
                        ) : (
                          text
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
