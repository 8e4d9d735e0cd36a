// Written by `npm run gen`.
import type {ValueOf} from '../core/probe.ts';
import {bridgeFdb} from './bridge.fdb.ts';
import {cniBinaries} from './cni.binaries.ts';
import {cniConfiguration} from './cni.configuration.ts';
import {cniDirectory} from './cni.directory.ts';
import {crictlContainers} from './crictl.containers.ts';
import {crictlPods} from './crictl.pods.ts';
import {crictlRuntime} from './crictl.runtime.ts';
import {ipAddress} from './ip.address.ts';
import {ipLink} from './ip.link.ts';
import {ipNeighbour} from './ip.neighbour.ts';
import {ipRoute} from './ip.route.ts';
import {ipRule} from './ip.rule.ts';
import {kubeProxyArguments} from './kube-proxy.arguments.ts';
import {kubernetesHelm} from './kubernetes.helm.ts';
import {kubernetesNode} from './kubernetes.node.ts';
import {kubernetesNodes} from './kubernetes.nodes.ts';
import {kubernetesReady} from './kubernetes.ready.ts';
import {processList} from './process.list.ts';
import {rke2BinaryVersion} from './rke2.binary-version.ts';
import {rke2Configuration} from './rke2.configuration.ts';
import {rke2ConfigurationFiles} from './rke2.configuration-files.ts';
import {rke2DataDirectory} from './rke2.data-directory.ts';
import {rke2Installation} from './rke2.installation.ts';
import {rke2NodeName} from './rke2.node-name.ts';
import {rke2Release} from './rke2.release.ts';
import {rke2ServerFiles} from './rke2.server-files.ts';
import {rke2UnitEnvironment} from './rke2.unit-environment.ts';
import {systemClock} from './system.clock.ts';
import {systemHostname} from './system.hostname.ts';
import {systemKernel} from './system.kernel.ts';
import {systemOsRelease} from './system.os-release.ts';
import {systemdUnits} from './systemd.units.ts';

export const probes = {
	'bridge.fdb': bridgeFdb,
	'cni.binaries': cniBinaries,
	'cni.configuration': cniConfiguration,
	'cni.directory': cniDirectory,
	'crictl.containers': crictlContainers,
	'crictl.pods': crictlPods,
	'crictl.runtime': crictlRuntime,
	'ip.address': ipAddress,
	'ip.link': ipLink,
	'ip.neighbour': ipNeighbour,
	'ip.route': ipRoute,
	'ip.rule': ipRule,
	'kube-proxy.arguments': kubeProxyArguments,
	'kubernetes.helm': kubernetesHelm,
	'kubernetes.node': kubernetesNode,
	'kubernetes.nodes': kubernetesNodes,
	'kubernetes.ready': kubernetesReady,
	'process.list': processList,
	'rke2.binary-version': rke2BinaryVersion,
	'rke2.configuration': rke2Configuration,
	'rke2.configuration-files': rke2ConfigurationFiles,
	'rke2.data-directory': rke2DataDirectory,
	'rke2.installation': rke2Installation,
	'rke2.node-name': rke2NodeName,
	'rke2.release': rke2Release,
	'rke2.server-files': rke2ServerFiles,
	'rke2.unit-environment': rke2UnitEnvironment,
	'system.clock': systemClock,
	'system.hostname': systemHostname,
	'system.kernel': systemKernel,
	'system.os-release': systemOsRelease,
	'systemd.units': systemdUnits,
} as const;

/** The value of each probe by its id: what checks name in `needs` and `wants`. */
export type ProbeValues = {readonly [Id in keyof typeof probes]: ValueOf<(typeof probes)[Id]>};
