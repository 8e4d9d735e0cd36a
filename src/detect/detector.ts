import type {Choices, Detector} from '../core/diagnose.ts';
import type {Environment, Fact} from '../core/environment.ts';
import type {Evidence} from '../core/evidence.ts';
import type {EvidenceOf} from '../core/probe.ts';
import {calicoProcess} from '../probes/calico.process.ts';
import {ciliumRouting} from '../probes/cilium.routing.ts';
import {cniConfiguration} from '../probes/cni.configuration.ts';
import {crictlContainers} from '../probes/crictl.containers.ts';
import {crictlPods} from '../probes/crictl.pods.ts';
import {flannelNetConf} from '../probes/flannel.net-conf.ts';
import {ipAddress} from '../probes/ip.address.ts';
import {ipLink} from '../probes/ip.link.ts';
import {ipRoute} from '../probes/ip.route.ts';
import {kubeProxyArguments} from '../probes/kube-proxy.arguments.ts';
import {kubeProxyMode} from '../probes/kube-proxy.mode.ts';
import {kubernetesHelm} from '../probes/kubernetes.helm.ts';
import {kubernetesNode} from '../probes/kubernetes.node.ts';
import {processList} from '../probes/process.list.ts';
import {rke2BinaryVersion} from '../probes/rke2.binary-version.ts';
import {rke2Certificates} from '../probes/rke2.certificates.ts';
import {rke2Configuration} from '../probes/rke2.configuration.ts';
import {rke2DataDirectory} from '../probes/rke2.data-directory.ts';
import {rke2Installation} from '../probes/rke2.installation.ts';
import {rke2NodeName} from '../probes/rke2.node-name.ts';
import {rke2Release} from '../probes/rke2.release.ts';
import {rke2ServerFiles} from '../probes/rke2.server-files.ts';
import {systemKernel} from '../probes/system.kernel.ts';
import {systemOsRelease} from '../probes/system.os-release.ts';
import {systemdUnits} from '../probes/systemd.units.ts';
import {detectBackend} from './backend.ts';
import {detectChaining} from './chaining.ts';
import {detectCni} from './cni.ts';
import {detectBgp, detectDataplane} from './dataplane.ts';
import {decide, vote} from './fact.ts';
import {detectFamilies} from './families.ts';
import {detectInstallation, detectLeftovers} from './installation.ts';
import {detectKubeProxy} from './kube-proxy.ts';
import {formerLeftovers} from './leftovers.ts';
import {detectMultus} from './multus.ts';
import {detectRole, detectServerKind, detectService, detectVersion} from './rke2.ts';
import {detectUplinks} from './uplinks.ts';

const probes = {
	installation: rke2Installation,
	binaryVersion: rke2BinaryVersion,
	release: rke2Release,
	units: systemdUnits,
	processes: processList,
	files: rke2ServerFiles,
	certificates: rke2Certificates,
	configuration: rke2Configuration,
	dataDirectory: rke2DataDirectory,
	nodeName: rke2NodeName,
	node: kubernetesNode,
	helm: kubernetesHelm,
	pods: crictlPods,
	containers: crictlContainers,
	cniFiles: cniConfiguration,
	links: ipLink,
	routes: ipRoute,
	addresses: ipAddress,
	netConf: flannelNetConf,
	calico: calicoProcess,
	ciliumRouting,
	kubeProxy: kubeProxyArguments,
	proxyMode: kubeProxyMode,
	osRelease: systemOsRelease,
	kernel: systemKernel,
} as const;

/** Evidence that is itself the fact, with the reads behind it as signals. */
const factOf = <Value, Told>(evidence: Evidence<Value>, tell: (value: Value) => Told): Fact<Told> =>
	evidence.ok
		? {
				value: tell(evidence.value),
				signals: evidence.sources.slice(0, 1).map(source => ({source, says: String(tell(evidence.value))})),
			}
		: {signals: [], undecided: evidence.detail};

const detect = (evidence: EvidenceOf<typeof probes>, {cni: chosen}: Choices = {}): Environment => {
	const installation = detectInstallation(evidence);
	const role = detectRole(evidence);
	const service = detectService(role.value, evidence);
	const cni = detectCni(role.value, evidence, chosen);
	const dataplane = detectDataplane(cni.value, evidence);
	const path = detectBackend(cni.value, evidence);
	const multus = detectMultus(role.value, evidence);
	const kubeProxy = detectKubeProxy(
		{role: role.value, service: service.value, cni: cni.value, dataplane},
		evidence,
	);
	const {osRelease, kernel, installation: found} = evidence;
	const binary = found.ok ? found.value.found.find(({kind}) => kind !== undefined) : undefined;
	return {
		installation,
		installKind:
			binary?.kind === undefined
				? {signals: []}
				: {value: binary.kind, signals: [{source: binary.path, says: binary.path}]},
		rke2Version: detectVersion(evidence),
		role,
		serverKind: detectServerKind(role.value, evidence),
		service,
		rancherProvisioned: factOf(evidence.configuration, ({files}) =>
			files.some(({path}) => path.endsWith('/50-rancher.yaml')),
		),
		dataDirectory: factOf(evidence.dataDirectory, ({path}) => path),
		nodeName: evidence.nodeName.ok
			? decide([
					[vote(evidence.nodeName.value.name, evidence.nodeName.value.toldBy, evidence.nodeName.value.name)],
				])
			: {signals: [], undecided: evidence.nodeName.detail},
		cni,
		multus,
		chaining: detectChaining(cni.value, evidence.cniFiles),
		...path,
		uplinks: detectUplinks(path.overlayDevice.value, evidence),
		dataplane,
		bgp: detectBgp(cni.value, evidence),
		kubeProxy,
		families: detectFamilies(role.value, evidence),
		leftovers:
			installation.value === 'rke2'
				? formerLeftovers({cni, multus, kubeProxy, overlayDevice: path.overlayDevice}, evidence)
				: detectLeftovers(installation.value, evidence),
		system: {
			os: osRelease.ok ? (osRelease.value.prettyName ?? osRelease.value.id) : 'unknown',
			kernel: kernel.ok ? kernel.value.release : 'unknown',
			architecture: kernel.ok ? kernel.value.architecture : 'unknown',
		},
	};
};

/** Tells what kind of node this is from RKE2's files, units and processes, the API, the CRI and the kernel. */
export const detector: Detector = {probes, detect} satisfies Detector<typeof probes> as unknown as Detector;
