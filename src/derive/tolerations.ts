import type {HelmChartConfig} from '../parsers/helm-chart.ts';
import {isObject} from '../parsers/json-value.ts';
import type {Taint} from '../parsers/kube-node.ts';
import {userValuesOf, valueAt} from './chart-values.ts';

export interface Toleration {
	readonly key?: string;
	/** Exists, Equal; newer ones compare numbers. */
	readonly operator?: string;
	readonly value?: string;
	readonly effect?: string;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations, for pods in the host network. */
const ofEveryDaemonSet: readonly Toleration[] = [
	...['not-ready', 'unreachable'].map(condition => ({
		key: `node.kubernetes.io/${condition}`,
		operator: 'Exists',
		effect: 'NoExecute',
	})),
	...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable', 'network-unavailable'].map(
		condition => ({key: `node.kubernetes.io/${condition}`, operator: 'Exists', effect: 'NoSchedule'}),
	),
];

/** Defaults of the chart: https://github.com/rancher/rke2-charts/tree/main-source/packages/rke2-flannel */
const shippedForFlannel: readonly Toleration[] = [
	{key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoSchedule'},
	{key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'},
	{key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule'},
	{key: 'node-role.kubernetes.io/etcd', operator: 'Exists', effect: 'NoExecute'},
];

const textOrNothing = (value: unknown): string | undefined =>
	value === undefined || value === null ? undefined : String(value);

const tolerationOf = (value: unknown): Toleration => {
	const object = isObject(value) ? value : {};
	return Object.fromEntries(
		(['key', 'operator', 'value', 'effect'] as const).flatMap(name => {
			const text = textOrNothing(object[name]);
			return text === undefined ? [] : [[name, text] as const];
		}),
	);
};

/** What kube-flannel-ds tolerates: a list of the user's replaces that of the chart. Undefined where the values cannot be read. */
export const flannelTolerations = (
	configs: readonly HelmChartConfig[],
): readonly Toleration[] | undefined => {
	const values = userValuesOf(configs, 'rke2-flannel');
	if (values === undefined) {
		return undefined;
	}
	const given = valueAt(values, 'flannel.tolerations');
	const own = Array.isArray(given) ? given.map(tolerationOf) : shippedForFlannel;
	return [...ofEveryDaemonSet, ...own];
};

/** Operators that nobody here knows count as tolerating. */
const tolerates = (
	{key = '', operator = 'Equal', value = '', effect = ''}: Toleration,
	taint: Taint,
): boolean => {
	if (effect !== '' && effect !== taint.effect) {
		return false;
	}
	if (key === '' ? operator !== 'Exists' : key !== taint.key) {
		return false;
	}
	return operator === 'Equal' || operator === '' ? value === (taint.value ?? '') : true;
};

/** Taints that keep a pod with these tolerations off a node, or end it. */
export const untoleratedTaints = (
	taints: readonly Taint[],
	tolerations: readonly Toleration[],
): readonly Taint[] =>
	taints.filter(
		taint =>
			(taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') &&
			!tolerations.some(toleration => tolerates(toleration, taint)),
	);
