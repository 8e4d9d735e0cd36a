/* global document, getComputedStyle, innerWidth */
/** Texts that a person could not read: less contrast than WCAG's 4.5, cut off, or outside of what they stand in. */
export const unreadable = () => {
	const numbers = color => (color.match(/[\d.]+/g) ?? []).map(Number);
	const luminance = color => {
		const [red = 0, green = 0, blue = 0] = numbers(color).map(value =>
			value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
		);
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const contrast = (one, other) => {
		const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
		return (light + 0.05) / (dark + 0.05);
	};
	const backgroundOf = element => {
		const color = element === null ? 'rgb(255,255,255)' : getComputedStyle(element).backgroundColor;
		return numbers(color)[3] === 0 ? backgroundOf(element?.parentElement ?? null) : color;
	};
	const problems = [];
	for (const element of document.querySelectorAll('body *:not(svg *)')) {
		const own = [...element.childNodes].some(
			({nodeType, textContent}) => nodeType === 3 && textContent?.trim(),
		);
		const box = element.getBoundingClientRect();
		if (own && box.width > 0) {
			const value = contrast(getComputedStyle(element).color, backgroundOf(element));
			if (value < 4.5) {
				problems.push(`${element.textContent?.slice(0, 40)}: contrast ${value.toFixed(1)}`);
			}
			if (box.right > innerWidth + 1) {
				problems.push(`${element.textContent?.slice(0, 40)}: ends right of the page`);
			}
		}
	}
	for (const group of document.querySelectorAll('svg .element')) {
		const rect = group.querySelector('rect');
		const [outer, fill] = [rect.getBoundingClientRect(), getComputedStyle(rect).fill];
		const texts = [...group.querySelectorAll('text')];
		for (const text of texts) {
			const inner = text.getBoundingClientRect();
			const value = contrast(getComputedStyle(text).fill, fill);
			if (
				inner.left < outer.left ||
				inner.right > outer.right ||
				inner.bottom > outer.bottom ||
				value < 4.5
			) {
				problems.push(`${text.textContent}: outside its box or contrast ${value.toFixed(1)}`);
			}
		}
		const [name, status] = [group.querySelector('.name'), group.querySelector('.status')];
		if (name && status && name.getBoundingClientRect().right > status.getBoundingClientRect().left) {
			problems.push(`${name.textContent}: runs into its status`);
		}
	}
	if (document.documentElement.scrollWidth > innerWidth) {
		problems.push(`the page is ${document.documentElement.scrollWidth} wide`);
	}
	return problems;
};

/** What a page holds that could do something. */
export const holdings = () => ({
	scripts: document.scripts.length,
	strange: document.querySelectorAll('img, iframe, object, embed, form, base, b:not(pre > b), h1 ~ h1')
		.length,
	handlers: [...document.querySelectorAll('*')].filter(element =>
		[...element.attributes].some(({name: attribute}) => attribute.startsWith('on')),
	).length,
	links: [...document.links].filter(({href}) => !/^(?:https:|file:.*#cause-)/.test(href)).length,
	title: document.title,
});

export const background = () => getComputedStyle(document.body).backgroundColor;
