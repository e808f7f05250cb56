package io.eligo.servers;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.ComponentScan;

/**
 * All fixtures, each created when a test first asks for it. Test classes that imported the fixtures they use would each need a context of
 * their own, which takes some seconds.
 */
@TestConfiguration(proxyBeanMethods = false)
@ComponentScan(
        basePackages = "io.eligo",
        useDefaultFilters = false,
        includeFilters = @ComponentScan.Filter(TestComponent.class),
        // A test configuration is a test component too; tests import those that they need.
        excludeFilters = @ComponentScan.Filter(TestConfiguration.class),
        lazyInit = true)
class Fixtures {}
