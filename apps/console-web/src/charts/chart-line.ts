/** One line of a chart. `step`: the value holds until the next point. */
export interface ChartLine {
  readonly name: string;
  /** Name of a colour variable of the theme, such as `--chart-1`. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  readonly step?: boolean;
}
