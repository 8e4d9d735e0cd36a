import {describe, expect, it} from 'vitest';
import {requestKey} from '../../src/core/request.ts';
import {mergeConfig} from '../../src/derive/config-merge.ts';
import type {JsonObject} from '../../src/parsers/json-value.ts';
import type {DnsContact} from '../../src/probes/dns.contact.ts';
import {dnsContactTcp} from '../../src/probes/dns.contact-tcp.ts';
import {dnsHostResolvers} from '../../src/probes/dns.host-resolvers.ts';
import {dnsPodResolvers} from '../../src/probes/dns.pod-resolvers.ts';
import {dnsSearchAnswers} from '../../src/probes/dns.search-answers.ts';
import type {Rke2Configuration} from '../../src/probes/rke2.configuration.ts';
import type {DataDirectory} from '../../src/probes/rke2.data-directory.ts';
import {sandbox} from '../checks/builders.ts';
import {answered, unanswered} from './replies.ts';

const configured = (
	values: JsonObject = {},
): {readonly configuration: Rke2Configuration; readonly dataDirectory: DataDirectory} => ({
	configuration: {
		files: [],
		settings: mergeConfig({path: '/etc/rancher/rke2/config.yaml', values}, []),
		cni: {primary: 'canal', multus: false, isExplicit: false, source: ''},
	},
	dataDirectory: {path: '/var/lib/rancher/rke2', isAssumed: false},
});
const missing = unanswered('not-found', 'no such file');
const with_ = (...servers: readonly string[]) =>
	answered(servers.map(server => `nameserver ${server}\n`).join(''));

describe('dns.host-resolvers: which file the kubelet hands on', () => {
	it.each([
		['the one of the node', [with_('10.0.0.53'), missing, missing], '/etc/resolv.conf', false],
		[
			'the one of systemd-resolved behind its stub',
			[with_('127.0.0.53'), with_('10.0.0.53'), missing],
			'/run/systemd/resolve/resolv.conf',
			false,
		],
		[
			'one bad server among good ones spoils a file',
			[with_('10.0.0.53', '127.0.0.1'), missing, with_('8.8.8.8')],
			'/var/lib/rancher/rke2/agent/etc/resolv.conf',
			true,
		],
	] as const)('%s', (_, replies, path, isFallback) => {
		const found = dnsHostResolvers.parse(replies, configured(), {});
		expect(found).toMatchObject({kubelet: {path}, isFallback});
	});
	it('the one that somebody chose', () => {
		const chosen = configured({'resolv-conf': '/etc/rancher/rke2/resolv.conf'});
		expect(dnsHostResolvers.requests(chosen, {})).toHaveLength(4);
		expect(
			dnsHostResolvers.parse([with_('127.0.0.53'), missing, missing, with_('10.9.9.9')], chosen, {}),
		).toMatchObject({kubelet: {path: '/etc/rancher/rke2/resolv.conf'}, isFallback: false});
	});
	it('one in a kubelet-arg counts more', () => {
		const chosen = configured({
			'resolv-conf': '/etc/a',
			'kubelet-arg': ['resolv-conf=/etc/b', 'max-pods=200'],
		});
		expect(dnsHostResolvers.requests(chosen, {}).at(-1)).toMatchObject({path: '/etc/b'});
	});
});

describe('dns.pod-resolvers', () => {
	const coredns = sandbox('rke2-coredns-rke2-coredns-7c9d6b5f84-k9x4t', {
		namespace: 'kube-system',
		labels: {'k8s-app': 'kube-dns'},
	});
	const system = sandbox('kube-proxy-node-2', {namespace: 'kube-system'});
	const web = sandbox('web-1', {namespace: 'shop'});
	const pods = [system, coredns, web];
	const gives = (server: string) =>
		answered(JSON.stringify({info: {config: {dns_config: {servers: [server]}}}}));
	it('asks CoreDNS first, and pods of users before those of the system', () => {
		expect(dnsPodResolvers.requests({pods}, {})).toHaveLength(3);
		expect(
			dnsPodResolvers.parse([gives('10.0.0.53'), gives('10.43.0.10'), missing], {pods}, {}),
		).toMatchObject({
			coredns: {settings: {servers: ['10.0.0.53']}},
			others: [{name: 'web-1', settings: {servers: ['10.43.0.10']}}],
		});
	});
	it('knows nothing when nobody tells', () => {
		expect(() => dnsPodResolvers.parse([unanswered('timed-out', '5 s')], {pods: [web]}, {})).toThrow('5 s');
		expect(() => dnsPodResolvers.parse([answered('{"info": {}}')], {pods: [web]}, {})).toThrow('dns_config');
		expect(dnsPodResolvers.parse([], {pods: []}, {})).toEqual({others: []});
	});
});

describe('further questions to the cluster DNS', () => {
	const contact: DnsContact = {
		name: 'kube-system/rke2-coredns-rke2-coredns',
		address: '10.43.0.10',
		port: 53,
		service: {result: 'answered'},
		endpoints: [{address: '10.42.0.7', port: 53, answer: {result: 'answered'}}],
		question: 'kubernetes.default.svc.cluster.local',
		total: 1,
	};
	const host = (...searches: readonly string[]) => ({
		kubelet: {path: '/etc/resolv.conf', settings: {servers: ['10.0.0.53'], searches, options: []}},
		isFallback: false,
	});
	const nothing = answered('{"result":"answered","answer":["NXDOMAIN"]}');

	it('asks below two search domains at most, and below none that is no domain', () => {
		const sources = {contact, host: host('.', 'Site.example.', '-x', 'two.example', 'three.example')};
		expect(dnsSearchAnswers.requests(sources, {}).map(requestKey)).toEqual([
			'dig @10.43.0.10 kubernetes.default.svc.cluster.local.site.example',
			'dig @10.43.0.10 kubernetes.default.svc.cluster.local.two.example',
		]);
		expect(dnsSearchAnswers.parse([nothing, nothing], sources, {})).toMatchObject([
			{domain: 'site.example', answer: {answer: ['NXDOMAIN']}},
			{domain: 'two.example'},
		]);
	});
	it('knows nothing where the cluster DNS does not answer', () => {
		const sources = {contact: {...contact, service: {result: 'silent'} as const}, host: host('site.example')};
		expect(dnsSearchAnswers.requests(sources, {})).toEqual([]);
		expect(() => dnsSearchAnswers.parse([], sources, {})).toThrow('the cluster DNS does not answer');
		expect(dnsSearchAnswers.parse([], {...sources, host: host()}, {})).toEqual([]);
	});
	it('asks the same over TCP', () => {
		expect(dnsContactTcp.requests({contact}, {}).map(requestKey)).toEqual([
			'dig +tcp @10.43.0.10 kubernetes.default.svc.cluster.local',
		]);
		expect(dnsContactTcp.parse([nothing], {contact}, {})).toMatchObject({
			udp: {result: 'answered'},
			tcp: {answer: ['NXDOMAIN']},
			direct: [{result: 'answered'}],
		});
	});
});
