import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { ApiProblem } from './api-problem.js';
import type { ServiceRequest } from './asked.js';
import { send } from './send.js';

/** How an answer is kept: by the service and the whole address. */
export const keyOf = ({ service, path }: ServiceRequest<unknown>): readonly string[] => [
  service,
  path.split('?')[0] ?? '',
  path,
];

interface Kept {
  /** False: do not ask yet. */
  readonly enabled?: boolean;
  /** Asks again after so many milliseconds, as long as the page is looked at. */
  readonly every_ms?: number;
}

/** The answer to a GET. */
export function useAnswer<Answer>(
  request: ServiceRequest<Answer>,
  { enabled = true, every_ms }: Kept = {},
): UseQueryResult<Answer, ApiProblem> {
  return useQuery<Answer, ApiProblem>({
    queryKey: keyOf(request),
    queryFn: ({ signal }) => send(request, signal),
    enabled,
    ...(every_ms === undefined ? {} : { refetchInterval: every_ms }),
  });
}

type Pages<Answer> = UseInfiniteQueryResult<InfiniteData<Answer, string | undefined>, ApiProblem>;

/**
 * A list, page by page. `page` makes the request for what comes after a key; `next` tells the key of the page
 * after this one, undefined if it was the last.
 */
export function usePages<Answer>(
  page: (after: string | undefined) => ServiceRequest<Answer>,
  next: (answer: Answer) => string | undefined,
  { enabled = true, every_ms }: Kept = {},
): Pages<Answer> {
  return useInfiniteQuery<
    Answer,
    ApiProblem,
    InfiniteData<Answer, string | undefined>,
    readonly string[],
    string | undefined
  >({
    queryKey: [...keyOf(page(undefined)), 'pages'],
    queryFn: ({ pageParam, signal }) => send(page(pageParam), signal),
    initialPageParam: undefined,
    getNextPageParam: next,
    placeholderData: keepPreviousData,
    enabled,
    ...(every_ms === undefined ? {} : { refetchInterval: every_ms }),
  });
}

/** How an action went. `act` sends it once; nothing is shown as done before the service said so. */
export interface Action<Input, Answer> {
  readonly act: (input: Input) => void;
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  readonly answer: Answer | undefined;
  readonly reset: () => void;
}

/** An action of a service. After it, what is shown of the service is asked for again. */
export function useAction<Input, Answer>(
  request: (input: Input) => ServiceRequest<Answer>,
  done: (answer: Answer) => void = () => undefined,
): Action<Input, Answer> {
  const client = useQueryClient();
  const { mutate, isPending, error, data, reset } = useMutation<Answer, ApiProblem, Input>({
    mutationFn: (input) => send(request(input)),
    onSuccess: (answer) => done(answer),
    onSettled: (_answer, _problem, input) =>
      void client.invalidateQueries({ queryKey: [request(input).service] }),
  });
  return { act: mutate, busy: isPending, problem: error, answer: data, reset };
}
