export { type FileFormat, formatOfType, MEDIA_TYPES } from './format.js';
export { type Cells, cellsOfLines } from './csv-cells.js';
export {
  type CsvHeader,
  FAILED_COLUMNS,
  type HeaderRead,
  readCsvHeader,
  UPDATE_COLUMNS,
  type UpdateColumn,
} from './csv-header.js';
export { type RowRead, updateOfCells } from './update-of-cells.js';
export { completeUpdate, type UpdateSource } from './complete-update.js';
export { FILE_LINE_BYTES, type FileLine, LineSplitter } from './line-splitter.js';
export { lineText } from './line-text.js';
export { failedHeader, failedJson, failedRow } from './failed-lines.js';
export { type FileReportEnd, type FileReportLine, isReportEnd } from './report.js';
