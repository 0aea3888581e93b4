import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type RegisteredRouter, RouterProvider } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { ApiProblem } from './api/api-problem.js';
import { theme } from './theme/theme.js';

/** How often a failed GET is sent again. What the service refused, it refuses again. */
const RETRIES = 1;

/** The whole page: what every screen is given. */
export function Page({ router }: { readonly router: RegisteredRouter }): ReactElement {
  const [client] = useState(makeClient);
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses={false}
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function makeClient(): QueryClient {
  const retry = (failures: number, cause: Error): boolean =>
    failures < RETRIES && (!(cause instanceof ApiProblem) || cause.status === 0 || cause.status >= 500);
  return new QueryClient({
    defaultOptions: {
      queries: { retry, retryDelay: 500, staleTime: 5_000, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
}
