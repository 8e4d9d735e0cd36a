import {shorten, visibleLine} from '../escape.ts';
import type {DataPath, ElementId, ElementState, PathElement} from './data-path.ts';
import {type Markup, markup} from './markup.ts';

interface Box {
	readonly id: ElementId;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

const [top, rowHeight, boxHeight] = [6, 88, 62];
const main = {x: 6, width: 250} as const;
const side = {x: 294, width: 180} as const;
const size = {width: 480, height: top + 5 * rowHeight + boxHeight + 6} as const;

const boxAt = (
	id: ElementId,
	row: number,
	{x, width}: {readonly x: number; readonly width: number},
): Box => ({
	id,
	x,
	y: top + row * rowHeight,
	width,
	height: boxHeight,
});

/** The way of a packet from top to bottom, and beside it what each part depends on. */
const way: readonly Box[] = (['pods', 'podLinks', 'kernel', 'tunnel', 'uplink', 'peers'] as const).map(
	(id, row) => boxAt(id, row, main),
);
const beside: readonly Box[] = (['dns', 'cni', 'services', 'rke2', 'api'] as const).map((id, row) =>
	boxAt(id, row, side),
);

const symbols: Readonly<Record<ElementState, string>> = {
	critical: '✖',
	warning: '!',
	info: 'i',
	ok: '✔',
	unknown: '?',
	unjudged: '–',
};

/** An SVG that scales down to a phone; `anchorOf` gives the id of the place that proves a finding. */
export const diagram = (
	path: DataPath,
	anchorOf: (fingerprint: string) => string | undefined,
): Markup => markup`<svg viewBox="0 0 ${size.width} ${size.height}" role="group" aria-label="Data path of this node">
${[...way.slice(1).map(({id, y}) => verticalLine(main.x + main.width / 2, y, path[id].state)), verticalLine(side.x + side.width / 2, beside.at(-1)?.y ?? 0)]}
${beside.filter(({id}) => id !== 'rke2').map(({y}) => horizontalLine(y + boxHeight / 2))}
${[...way, ...beside].map(box => boxMarkup(box, path[box.id], anchorOf))}
</svg>`;

/** Into what is broken, it is broken. */
const verticalLine = (x: number, y: number, state?: ElementState): Markup =>
	markup`<path class="edge ${state === 'critical' ? 'broken' : ''}" d="M${x} ${y - (rowHeight - boxHeight)}V${y}"/>`;

const horizontalLine = (y: number): Markup =>
	markup`<path class="edge minor" d="M${main.x + main.width} ${y}H${side.x}"/>`;

const boxMarkup = (
	box: Box,
	element: PathElement,
	anchorOf: (fingerprint: string) => string | undefined,
): Markup => {
	const anchor = element.findings.map(({fingerprint}) => anchorOf(fingerprint)).find(id => id !== undefined);
	const drawn = drawing(box, element);
	return anchor === undefined ? drawn : markup`<a href="#${anchor}">${drawn}</a>`;
};

/** Pixels that a character takes at most, of 15.5 pixels height in the widest font of the style; the whole text is in the title. */
const widthOf = (character: string): number => {
	if (/[ijl.,:;'|!() ]/.test(character)) {
		return 6.2;
	}
	if (/[mwMW@%…]/.test(character)) {
		return 15.5;
	}
	return /[a-z0-9_/·-]/.test(character) ? 9.9 : /[\x21-\x7e]/.test(character) ? 13 : 17;
};

/** The text, or what of it fits with an ellipsis. */
const fitting = (text: string, room: number): string => {
	let [kept, used] = ['', 0];
	for (const character of shorten(visibleLine(text), 60)) {
		used += widthOf(character);
		if (used > room) {
			return `${kept.slice(0, -2)}…`;
		}
		kept += character;
	}
	return kept;
};

const drawing = ({id, x, y, width, height}: Box, element: PathElement): Markup => {
	const {title, detail, state, findings} = element;
	const status = statusText(element, width);
	return markup`<g class="element ${state}" data-element="${id}">
<title>${[title, detail, state, ...findings.map(({text}) => text)].filter(part => part !== undefined).join('\n')}</title>
<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>
<text class="name" x="${x + 12}" y="${y + 26}">${title}</text>
${detail === undefined ? undefined : markup`<text class="detail" x="${x + 12}" y="${y + 47}">${fitting(detail, width - 20)}</text>`}
<text class="status" x="${x + width - 12}" y="${y + 26}">${status}</text>
</g>`;
};

const statusText = ({state, findings, passed, unknown}: PathElement, width: number): string => {
	if (state === 'unjudged') {
		return width === main.width ? 'not judged' : symbols.unjudged;
	}
	const count = state === 'ok' ? passed : state === 'unknown' ? unknown : findings.length;
	const open = state === 'ok' && unknown > 0 && width === main.width ? `  ${symbols.unknown} ${unknown}` : '';
	return `${symbols[state]} ${count}${open}`;
};
