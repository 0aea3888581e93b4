import './theme/all.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Page } from './page.js';
import { makeRouter } from './router.js';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no element with the id root');
createRoot(place).render(
  <StrictMode>
    <Page router={makeRouter()} />
  </StrictMode>,
);
