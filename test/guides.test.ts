import {describe, expect, it} from 'vitest';
import {guideLink, guides} from '../src/guides.ts';

const entries = Object.entries(guides);

/** Hosts and repositories of the projects themselves; anything else is not an official guide. */
const official = [
	/^https:\/\/docs\.rke2\.io\/[a-z]/,
	/^https:\/\/ranchermanager\.docs\.rancher\.com\/[a-z]/,
	/^https:\/\/docs\.tigera\.io\/calico\/latest\/[a-z]/,
	/^https:\/\/docs\.cilium\.io\/en\/stable\/[a-z]/,
	/^https:\/\/coredns\.io\/plugins\/[a-z]/,
	/^https:\/\/kubernetes\.io\/docs\/[a-z]/,
	/^https:\/\/www\.cni\.dev\/plugins\/current\/[a-z]/,
	/^https:\/\/github\.com\/(rancher\/rke2|rancher\/rke2-charts|flannel-io\/flannel|projectcalico\/calico|cilium\/cilium|k8snetworkplumbingwg\/[a-z-]+)\/(issues\/\d+|blob\/[\w.-]+\/\S+)$/,
];

/** Pages that existed once, or that no source confirms. */
const dead = [
	'docs.tigera.io/troubleshooting',
	'coreos.com',
	'handbook.giantswarm.io',
	'docs.rke2.io/install/network_options',
	'linkedin.com',
	'medium.com',
	'suse.com/support/kb',
	'projectcalico/canal',
];

describe('the guide catalogue', () => {
	it.each(entries)('%s has id, title, url and summary in the agreed form', (id, {title, url, summary}) => {
		expect(id).toMatch(/^(rke2|rancher|flannel|calico|cilium|multus|kubernetes)\/[a-z0-9]+(-[a-z0-9]+)*$/);
		expect(title).toMatch(/\S/);
		expect(official.some(pattern => pattern.test(url))).toBe(true);
		expect(dead.filter(part => url.includes(part))).toEqual([]);
		expect(summary).toMatch(/^\S.{20,320}[.]$/s);
	});

	it.each(entries.filter(([, {url}]) => url.startsWith('https://docs.rke2.io/')))(
		'%s has no slash at the end of its path, as docs.rke2.io does',
		(_id, {url}) => {
			expect(new URL(url).pathname).not.toMatch(/\/$/);
		},
	);

	it('gives title and address of an id, and names an unknown one', () => {
		expect(guideLink('rke2/known-issues')).toEqual({
			title: 'RKE2: Known Issues and Limitations',
			url: 'https://docs.rke2.io/known_issues',
		});
		expect(() => guideLink('rke2/nothing')).toThrow(
			'expected an id of the guide catalogue, got "rke2/nothing"',
		);
		expect(() => guideLink('constructor')).toThrow('got "constructor"');
	});

	it('names each page only once', () => {
		const urls = entries.map(([, {url}]) => url);
		expect(urls.filter((url, index) => urls.indexOf(url) !== index)).toEqual([]);
	});
});
