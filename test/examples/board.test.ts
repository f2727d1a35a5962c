import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { startDepartures } from './departures-process.ts';
import type { Departures } from './departures-process.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const directory = mkdtempSync(join(tmpdir(), 'isthmus-board-'));
/** Pictures to look at are kept where this says. */
const pictures = process.env['PICTURES'];

describe('the live board in a browser', { skip: existsSync(executablePath) ? false : `there is no ${executablePath}` }, () => {
  let app: Departures;
  let browser: Browser;
  const faults: string[] = [];
  before(async () => {
    app = await startDepartures({ SPEED: '6000', ISTHMUS_DIRECTORY: directory });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser.close();
    app.child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  async function open(width: number, height: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${app.url}/board`);
    await page.locator('#state.open').waitFor();
    return page;
  }

  test('flights come as they leave; an agent types and writes, and another one sees it; what alarms is asked about', async () => {
    const desk = await open(1_280, 900);
    const phone = await open(390, 844);
    await desk.locator('#rows tr').nth(2).waitFor({ timeout: 30_000 });
    await phone.getByText('2 people look at this board.').waitFor();
    await phone.getByLabel('Your name').fill('Ada');
    await phone.getByLabel('Remark').pressSequentially('Gate B7 is boarding');
    await desk.getByText('Ada is typing').waitFor();
    await phone.getByRole('button', { name: 'Put on the board' }).click();
    await desk.locator('#remarks li', { hasText: 'Gate B7 is boarding' }).waitFor();
    if (pictures !== undefined) for (const [name, page] of Object.entries({ desk, phone })) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });

    await phone.getByLabel('Remark').fill('All flights are cancelled');
    await phone.getByRole('button', { name: 'Put on the board' }).click();
    if (pictures !== undefined) await phone.screenshot({ path: join(pictures, 'asked.png') });
    await phone.getByRole('button', { name: 'Take it back' }).click();
    await phone.getByRole('button', { name: 'Put on the board' }).click();
    await phone.getByRole('button', { name: 'Put it on the board' }).click();
    await desk.locator('#remarks li', { hasText: 'All flights are cancelled' }).waitFor();
    assert.equal(await desk.locator('#remarks li').count(), 2);

    const wide = await phone.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    assert.equal(wide, 0, 'the page is wider than the phone');
    await phone.close();
    await desk.getByText('Only you look at this board.').waitFor();
    assert.deepEqual(faults, []);
  });

  test('after a restart of the app the page comes back by itself, with all remarks', async () => {
    const page = await open(1_280, 900);
    await page.locator('#remarks li').nth(1).waitFor();
    const port = new URL(app.url).port;
    const ended = new Promise((resolve) => app.child.once('exit', resolve));
    app.child.kill('SIGTERM');
    await page.locator('#state.waiting').waitFor();
    await ended;
    app = await startDepartures({ SPEED: '6000', ISTHMUS_DIRECTORY: directory, PORT: port });
    await page.locator('#state.open').waitFor();
    await page.getByLabel('Your name').fill('Grace');
    await page.getByLabel('Remark').fill('We are back');
    await page.getByRole('button', { name: 'Put on the board' }).click();
    await page.locator('#remarks li', { hasText: 'We are back' }).waitFor();
    assert.equal(await page.locator('#remarks li').count(), 3);
  });
});
