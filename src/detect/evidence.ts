import type {Evidence} from '../core/evidence.ts';
import type {ValueOf} from '../core/probe.ts';
import type {Container} from '../parsers/crictl.ts';
import type {InterfaceAddress} from '../parsers/ip-address.ts';
import type {Link} from '../parsers/ip-link.ts';
import type {KubeNode} from '../parsers/kube-node.ts';
import type {Process} from '../parsers/pgrep.ts';
import type {CalicoProcess} from '../probes/calico.process.ts';
import type {ciliumRouting} from '../probes/cilium.routing.ts';
import type {FlannelConfiguration} from '../probes/flannel.net-conf.ts';
import type {KubeProxyArguments} from '../probes/kube-proxy.arguments.ts';
import type {HelmObjects} from '../probes/kubernetes.helm.ts';
import type {Rke2Configuration} from '../probes/rke2.configuration.ts';

/** What tells how the CNI and kube-proxy carry packets. */
export interface DataPathEvidence {
	readonly links: Evidence<readonly Link[]>;
	readonly addresses: Evidence<readonly InterfaceAddress[]>;
	readonly node: Evidence<KubeNode>;
	readonly helm: Evidence<HelmObjects>;
	readonly processes: Evidence<readonly Process[]>;
	readonly netConf: Evidence<FlannelConfiguration>;
	readonly calico: Evidence<CalicoProcess | undefined>;
	readonly ciliumRouting: Evidence<ValueOf<typeof ciliumRouting>>;
	readonly kubeProxy: Evidence<KubeProxyArguments | undefined>;
	readonly proxyMode: Evidence<string | undefined>;
	readonly containers: Evidence<readonly Container[]>;
	readonly configuration: Evidence<Rke2Configuration>;
}
