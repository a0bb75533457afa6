/** A GPU that computes, for as long as it is there. */
export interface GpuDevice {
  readonly device: GPUDevice;
  /** For people: `nvidia ampere`. */
  readonly name: string;
  /** The processor plays the GPU: right numbers, no speed. */
  readonly isSoftware: boolean;
  /** Settles when the device is lost: driver reset, laptop on battery, too many pages. */
  readonly lost: Promise<unknown>;
}

/** What a page's `navigator.gpu` is; undefined where there is no WebGPU. */
export type GpuDoor = Pick<GPU, 'requestAdapter'> | undefined;

/**
 * A device with the largest buffers its adapter has, or null where there is none: no WebGPU, no adapter, a driver that
 * refuses. Never throws. After a loss ask again: a new one may be there.
 */
export async function gpuDevice(door: GpuDoor): Promise<GpuDevice | null> {
  try {
    const adapter = await door?.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return null;
    const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
    const device = await adapter.requestDevice({
      requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
    });
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    return {
      device,
      name: description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed GPU',
      isSoftware: isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${architecture} ${description}`),
      lost: device.lost,
    };
  } catch {
    return null;
  }
}
