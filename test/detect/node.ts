import {createCollector} from '../../src/core/collect.ts';
import type {Environment} from '../../src/core/environment.ts';
import {type Reply, requestKey} from '../../src/core/request.ts';
import {detector} from '../../src/detect/detector.ts';
import {kubernetesHelm} from '../../src/probes/kubernetes.helm.ts';
import {processList} from '../../src/probes/process.list.ts';
import {systemdUnits} from '../../src/probes/systemd.units.ts';
import {answered, hostOf} from '../core/hosts.ts';

export const dataDirectory = '/var/lib/rancher/rke2';
export const entries = (...names: readonly string[]): Reply =>
	answered(JSON.stringify(names.map(name => ({name, type: 'file', mode: 0o644, size: 1}))));
export const present = answered('{"type":"file","mode":493,"size":1,"uid":0,"gid":0}');
export const json = (value: unknown): Reply => answered(JSON.stringify(value));
export const missing = (code?: number): Reply => ({
	status: 'unanswered',
	reason: code === undefined ? 'not-found' : 'exit-code',
	detail: 'missing',
	...(code !== undefined && {code}),
});

export const link = (name: string, kind?: string) => ({
	ifname: name,
	ifindex: 1,
	flags: ['UP', 'LOWER_UP'],
	operstate: 'UP',
	mtu: 1500,
	...(kind && {linkinfo: {info_kind: kind, info_data: {id: 1}}}),
});
export const pod = (name: string, namespace = 'kube-system') => ({
	id: name,
	metadata: {name, namespace, uid: name, attempt: 0},
	state: 'SANDBOX_READY',
	createdAt: '1795335547857609882',
});
export const conflist = (...types: readonly (readonly [string, string?])[]): Reply =>
	json({
		cniVersion: '0.3.1',
		name: 'net',
		plugins: types.map(([type, ipam]) => ({type, ...(ipam && {ipam: {type: ipam}})})),
	});

export const rke2 = {
	'stat /usr/local/bin/rke2': present,
	'ls -l /etc/cni/net.d': entries('10-canal.conflist'),
	'cat /etc/cni/net.d/10-canal.conflist': conflist(['calico', 'host-local'], ['portmap']),
	[`readlink ${dataDirectory}/bin`]: answered(`${dataDirectory}/data/v1.35.7-rke2r1-0123456789ab/bin\n`),
	'cat /proc/sys/kernel/hostname': answered('node-2\n'),
};

export const detect = async (
	replies: Readonly<Record<string, Reply>>,
	choices: Parameters<typeof detector.detect>[1] = {},
): Promise<Environment> => {
	const collector = createCollector(hostOf(replies));
	return detector.detect(await collector.evidenceOf(detector.probes), choices);
};

const pgrepKey = processList.requests({}, {}).map(requestKey)[0] ?? '';
export const pgrep = (...lines: readonly string[]): Record<string, Reply> => ({
	[pgrepKey]: lines.length === 0 ? missing(1) : answered(lines.join('\n')),
});

const systemctlKey = systemdUnits.requests({}, {}).map(requestKey)[0] ?? '';
/** Units by name: state, whether enabled, and the process. */
export const units = (
	states: Readonly<Record<string, readonly [active: string, file: string, pid?: number]>>,
): Record<string, Reply> => ({
	[systemctlKey]: answered(
		Object.entries(states)
			.map(
				([name, [active, file, pid = 0]]) =>
					`Id=${name}.service\nNames=${name}.service\nLoadState=loaded\nActiveState=${active}\nUnitFileState=${file}\nMainPID=${pid}\n`,
			)
			.join('\n'),
	),
});

const [chartsKey = '', configsKey = ''] = kubernetesHelm.requests({}, {}).map(requestKey);
export const charts = (...names: readonly string[]): Record<string, Reply> => ({
	[chartsKey]: json({items: names.map(name => ({metadata: {name}, spec: {}}))}),
	[configsKey]: json({items: []}),
});
export const ownNode = (kubeletVersion: string, annotations = {}): Record<string, Reply> => ({
	'kubectl get --raw /api/v1/nodes/node-2': json({
		metadata: {name: 'node-2', annotations},
		spec: {podCIDRs: ['10.42.1.0/24']},
		status: {nodeInfo: {kubeletVersion}, addresses: [], conditions: []},
	}),
});
export const denied: Reply = {status: 'unanswered', reason: 'denied', detail: 'permission denied'};
export const notRecorded: Reply = {
	status: 'unanswered',
	reason: 'not-recorded',
	detail: 'not in this bundle',
};
