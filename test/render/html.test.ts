import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Browser, type BrowserContextOptions, chromium, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Report} from '../../src/core/report.ts';
import {elementIds} from '../../src/render/html/data-path.ts';
import {html} from '../../src/render/html.ts';
import {hasTool, itIf} from '../only-if.ts';
import {hostile, reportOf, reportWith, withCauses} from './hostile.ts';
// @ts-expect-error runs in the browser, without types
import * as inBrowser from './in-browser.js';

const plain = {hasColor: false, isAscii: false, width: 0, isVerbose: false};
const nodes: Readonly<Record<string, Report>> = {
	healthy: await reportOf('canal-agent'),
	sick: await reportOf('canal-agent-sick'),
	'sick MTU': await reportOf('canal-agent-mtu-sick'),
};
const {sick = await reportOf('canal-agent-sick')} = nodes;

const folder = mkdtempSync(join(tmpdir(), 'rke2-netdoctor-html-'));
const executablePath = '/usr/bin/chromium';
const itInBrowser = itIf(hasTool(executablePath), 'chromium is not installed');
let browser: Browser | undefined;
beforeAll(async () => {
	if (hasTool(executablePath)) {
		browser = await chromium.launch({
			executablePath,
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
			],
		});
	}
}, 60_000);
afterAll(async () => {
	await browser?.close();
	rmSync(folder, {recursive: true});
});

/** Opens a report as a person would, from a file; fails when the page asks for anything else. */
const opened = async (
	report: Report,
	options: BrowserContextOptions,
	look: (page: Page) => Promise<void>,
): Promise<void> => {
	const path = join(folder, 'report.html');
	writeFileSync(path, html.render(report, plain));
	const context = await (browser as Browser).newContext(options);
	const page = await context.newPage();
	const strange: string[] = [];
	page.on('request', request => strange.push(request.url()));
	page.on('dialog', dialog => {
		strange.push(`dialog ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('console', message => strange.push(`console ${message.text()}`));
	await page.goto(`file://${path}`);
	await look(page);
	expect(strange).toEqual([`file://${path}`]);
	await context.close();
};

const unreadable = (page: Page): Promise<readonly string[]> => page.evaluate(inBrowser.unreadable);

const looks = (['light', 'dark'] as const).flatMap(colorScheme =>
	[1200, 360].map(width => [colorScheme, width] as const),
);
const all = Object.keys(nodes).flatMap(node => looks.map(look => [node, ...look] as const));

describe('html in a browser', () => {
	itInBrowser.each(all)('is readable: %s node, %s, %i pixels wide', async (node, colorScheme, width) => {
		const report = nodes[node] as Report;
		await opened(report, {colorScheme, viewport: {width, height: 800}}, async page => {
			expect(await unreadable(page)).toEqual([]);
			const back = await page.evaluate(inBrowser.background);
			expect(back).toBe(colorScheme === 'dark' ? 'rgb(20, 24, 29)' : 'rgb(255, 255, 255)');
			expect(await page.locator('svg .element').count()).toBe(elementIds.length);
			expect(await page.locator('article').count()).toBe(report.causes.length);
			// Larger than a postage stamp, and never larger than the page.
			const box = await page.locator('svg').boundingBox();
			expect(box?.width).toBeGreaterThan(300);
			expect(box?.width).toBeLessThanOrEqual(width);
		});
	});

	itInBrowser('shows the evidence of what is broken one click away', async () => {
		await opened(sick, {viewport: {width: 360, height: 800}}, async page => {
			const broken = page.locator('svg a .element.critical');
			expect(await broken.count()).toBeGreaterThan(0);
			await broken.first().click();
			const shown = page.locator(':target');
			expect(await shown.locator('pre').count()).toBeGreaterThan(0);
			expect((await shown.boundingBox())?.y).toBeLessThan(800);
		});
	});

	itInBrowser.each(hostile)('keeps text what a node calls itself: %s', async (_, name) => {
		await opened(reportWith(sick, name), {viewport: {width: 360, height: 800}}, async page => {
			const found = await page.evaluate(inBrowser.holdings);
			expect(found).toMatchObject({
				scripts: 0,
				strange: 0,
				handlers: 0,
				links: 0,
				title: expect.stringMatching(/: CRITICAL$/),
			});
			expect(await unreadable(page)).toEqual([]);
		});
	});

	itInBrowser('prints light, whatever the screen is', async () => {
		await opened(sick, {colorScheme: 'dark'}, async page => {
			await page.emulateMedia({media: 'print', colorScheme: 'dark'});
			expect(await page.evaluate(inBrowser.background)).toBe('rgb(255, 255, 255)');
			expect((await page.pdf()).length).toBeGreaterThan(10_000);
		});
	});

	itInBrowser('stays usable with many causes', async () => {
		await opened(withCauses(sick, 60), {viewport: {width: 1200, height: 800}}, async page => {
			expect(await page.locator('article').count()).toBe(60);
		});
	});
});

describe('html', () => {
	it('has ids that are unique and a target for each of its links', () => {
		const text = html.render(sick, plain);
		const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
		const targets = [...text.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(targets.length).toBeGreaterThan(0);
		expect(targets.filter(target => !ids.includes(target))).toEqual([]);
	});

	it('holds nothing that a browser would fetch or run', () => {
		const text = html.render(sick, plain);
		expect(text).not.toMatch(/<script|<link|<img|\bsrc=|url\(|@import|\bon\w+=/i);
		expect(text).toContain("default-src 'none'");
	});

	it('says of a machine without RKE2 no more than that', () => {
		const {environment} = sick;
		const installation = {value: 'none', signals: []} as const;
		const text = html.render({...sick, environment: {...environment, installation}, causes: []}, plain);
		expect(text).not.toContain('<svg');
	});
});
