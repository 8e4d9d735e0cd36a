import type {Environment, Fact} from '../core/environment.ts';
import type {Report} from '../core/report.ts';

const cniNames = {
	canal: 'Canal',
	flannel: 'Flannel',
	calico: 'Calico',
	cilium: 'Cilium',
	other: "a CNI of the user's own",
	none: 'no CNI',
} as const;

/** What this node is, in one line: name, role, version, CNI with its data path, kube-proxy. */
export const describeNode = ({node, environment}: Report): string =>
	[
		node.name,
		roleOf(environment),
		node.rke2Version === undefined ? undefined : `RKE2 ${node.rke2Version}`,
		describeCni(environment),
		environment.kubeProxy.value === undefined ? undefined : `kube-proxy ${environment.kubeProxy.value}`,
	]
		.filter(part => part !== undefined)
		.join(' · ');

const roleOf = ({role, serverKind}: Environment): string | undefined =>
	serverKind.value === undefined || serverKind.value === 'full'
		? role.value
		: `${role.value} (${serverKind.value})`;

const describeCni = ({cni, multus, backend, overlayDevice}: Environment): string => {
	if (cni.value === undefined) {
		return 'CNI unknown';
	}
	const path = [backend.value, overlayDevice.value === undefined ? undefined : `(${overlayDevice.value})`]
		.filter(part => part !== undefined)
		.join(' ');
	const name = `${multus.value === true ? 'Multus + ' : ''}${cniNames[cni.value]}`;
	return path === '' ? name : `${name}: ${path}`;
};

/** Where a fact was read from, the first few signals. */
export const toldBy = ({signals}: Fact<unknown>): string =>
	signals
		.slice(0, 4)
		.map(({says}) => says)
		.join(', ');
