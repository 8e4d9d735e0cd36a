import type {Fact, Role} from '../core/environment.ts';
import {type CniEvidence, manifestsIn, valueOr} from './cni.ts';
import {decide, type Vote, vote} from './fact.ts';

const multusPod = /^kube-system\/rke2-multus-\w{5}$/;

/** Whether Multus stands before the primary CNI. */
export const detectMultus = (role: Role | undefined, evidence: CniEvidence): Fact<boolean> => {
	const {helm, configuration, pods, cniFiles} = evidence;
	const server = role === 'server' ? evidence : undefined;
	const yes: readonly (readonly Vote<boolean>[])[] = [
		valueOr(helm, {charts: [], configs: []})
			.charts.filter(({name}) => name === 'rke2-multus')
			.map(() => vote(true, 'kubectl -n kube-system get helmcharts', 'HelmChart rke2-multus')),
		(server === undefined ? [] : manifestsIn(server.files))
			.filter(name => name === 'rke2-multus.yaml')
			.map(name => vote(true, 'server/manifests', `manifest ${name}`)),
		server !== undefined &&
		configuration.ok &&
		'multus' in configuration.value.cni &&
		configuration.value.cni.multus
			? [vote(true, configuration.value.cni.source, 'configuration cni: multus')]
			: [],
		valueOr(pods, [])
			.filter(({namespace, name, isReady}) => isReady && multusPod.test(`${namespace}/${name}`))
			.map(({name}) => vote(true, 'crictl pods', `pod ${name}`)),
		// A file behind another one is not called: without any other sign it is left of a Multus of before.
		valueOr(cniFiles, [])
			.slice(0, 1)
			.filter(({config}) => config.ok && /^multus(-shim)?$/.test(config.value.plugins[0]?.type ?? ''))
			.map(({path}) => vote(true, path, path)),
	];
	const looked = [helm, pods, cniFiles].some(({ok}) => ok);
	return decide(
		yes.flat().length === 0 && looked ? [[vote(false, 'charts, pods and files', 'no sign of Multus')]] : yes,
	);
};
