package dev.nexs.benchmarks.associations;

import com.blazebit.persistence.Criteria;
import com.blazebit.persistence.CriteriaBuilderFactory;
import com.blazebit.persistence.view.EntityView;
import com.blazebit.persistence.view.EntityViewManager;
import com.blazebit.persistence.view.EntityViewSetting;
import com.blazebit.persistence.view.EntityViews;
import com.blazebit.persistence.view.FetchStrategy;
import com.blazebit.persistence.view.IdMapping;
import com.blazebit.persistence.view.Mapping;
import com.blazebit.persistence.view.spi.EntityViewConfiguration;
import java.util.List;
import java.util.Set;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/** The same parents as Blaze-Persistence's views, which are not managed, with multisets: one statement. */
final class BlazeViews {

    private final CriteriaBuilderFactory criteria;
    private final EntityViewManager views;

    BlazeViews(SessionFactory sessions) {
        criteria = Criteria.getDefault().createCriteriaBuilderFactory(sessions);
        EntityViewConfiguration configuration = EntityViews.createDefaultConfiguration();
        List.of(ParentView.class, FirstView.class, SecondView.class, ThirdView.class)
                .forEach(configuration::addEntityView);
        views = configuration.createEntityViewManager(criteria);
    }

    int members(Session session) {
        List<ParentView> parents = views.applySetting(
                        EntityViewSetting.create(ParentView.class),
                        criteria.create(session, Parent.class).where("id").le(200L))
                .getResultList();
        int members = 0;
        for (ParentView parent : parents) {
            members += parent.getFirsts().size()
                    + parent.getSeconds().size()
                    + parent.getThirds().size();
        }
        return members;
    }

    @EntityView(Parent.class)
    interface ParentView {
        @IdMapping
        Long getId();

        String getName();

        @Mapping(value = "firsts", fetch = FetchStrategy.MULTISET)
        Set<FirstView> getFirsts();

        @Mapping(value = "seconds", fetch = FetchStrategy.MULTISET)
        Set<SecondView> getSeconds();

        @Mapping(value = "thirds", fetch = FetchStrategy.MULTISET)
        Set<ThirdView> getThirds();
    }

    @EntityView(First.class)
    interface FirstView {
        @IdMapping
        Long getId();

        String getText();
    }

    @EntityView(Second.class)
    interface SecondView {
        @IdMapping
        Long getId();

        String getText();
    }

    @EntityView(Third.class)
    interface ThirdView {
        @IdMapping
        Long getId();

        String getText();
    }
}
